"""What listens where others than this host can reach it, as /proc/net has it."""

import glob
import os
import socket

TCP_LISTENS = "0A"
UDP_UNCONNECTED = "07"
# Made for trusted networks: many have no password, or send it in clear.
DELICATE = {
    21: "FTP", 23: "Telnet", 111: "rpcbind", 139: "SMB", 389: "LDAP", 445: "SMB", 512: "rexec", 513: "rlogin", 514: "rsh",
    873: "rsync", 1433: "SQL Server", 2049: "NFS", 2375: "Docker", 2379: "etcd", 3306: "MySQL", 3389: "RDP",
    5432: "PostgreSQL", 5900: "VNC", 5984: "CouchDB", 6000: "X11", 6379: "Redis", 9200: "Elasticsearch", 10250: "kubelet",
    11211: "memcached", 27017: "MongoDB",
}  # fmt: skip


def check(scan):
    reached = {}
    for protocol, listens in (("tcp", TCP_LISTENS), ("tcp6", TCP_LISTENS), ("udp", UDP_UNCONNECTED), ("udp6", UDP_UNCONNECTED)):
        for line in scan.read_lines(f"/proc/net/{protocol}")[1:]:
            fields = line.split()
            if len(fields) < 10 or fields[3] != listens:
                continue
            address, _, port = fields[1].partition(":")
            if not is_loopback(to_address(address)):
                reached.setdefault((protocol[:3], int(port, 16)), fields[9])
    first_of_clients = first_ephemeral_port(scan)
    programs = programs_by_socket(scan) if reached else {}
    for (protocol, port), inode in sorted(reached.items()):
        # A client that waits for answers looks the same.
        is_client = protocol == "udp" and (port >= first_of_clients or port == 68)
        if not is_client and port not in scan.params["allowed_ports"]:
            tell(scan, protocol, port, programs.get(inode))


def tell(scan, protocol, port, program):
    what = DELICATE.get(port) if protocol == "tcp" or port in (111, 389, 2049, 11211) else None
    title = f"{program or 'something'} listens on {protocol} port {port}, which others can reach"
    if what:
        title += f": {what} is made for networks that are trusted"
    advice = "let it listen on 127.0.0.1 alone, keep others out by a firewall, or name it under `allowed_ports`"
    scan.found("open-port", "high" if what else "low", title, f"{protocol}/{port}", advice)


def to_address(text):
    """The kernel prints words of four bytes in the order of the machine."""
    raw = bytes.fromhex(text)
    words = [raw[at : at + 4] for at in range(0, len(raw), 4)]
    ordered = b"".join(word[::-1] if socket.htonl(1) != 1 else word for word in words)
    return socket.inet_ntop(socket.AF_INET if len(ordered) == 4 else socket.AF_INET6, ordered)


def is_loopback(address):
    return address == "::1" or address.startswith(("127.", "::ffff:127."))


def first_ephemeral_port(scan):
    lines = scan.read_lines("/proc/sys/net/ipv4/ip_local_port_range")
    return int(lines[0].split()[0]) if lines else 32768


def programs_by_socket(scan):
    """Names of programs by the number of their socket, as far as this user may know."""
    programs = {}
    for folder in glob.iglob(os.path.join(glob.escape(scan.path("/proc")), "[0-9]*", "fd")):
        try:
            for name in os.listdir(folder):
                target = os.readlink(os.path.join(folder, name))
                if target.startswith("socket:["):
                    with open(os.path.join(os.path.dirname(folder), "comm"), encoding="utf-8", errors="replace") as comm:
                        programs[target[8:-1]] = comm.read().strip()
        except OSError:
            continue
    return programs
