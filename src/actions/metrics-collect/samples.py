"""What is measured: each kind once, as it is kept and as Prometheus has it."""

# By the name under which values are kept. Prometheus wants base units, `_total` for what only grows, and ratios instead of per cent.
# (name, type, factor, label of what it is about, help)
FAMILIES = {
    "cpu_percent": ("runner_cpu_usage_ratio", "gauge", 0.01, None, "Share of the processors' time that was not idle."),
    "memory_percent": ("runner_memory_usage_ratio", "gauge", 0.01, None, "Share of the memory that is not available."),
    "memory_total_bytes": ("runner_memory_size_bytes", "gauge", 1, None, "Size of the memory."),
    "memory_used_bytes": ("runner_memory_used_bytes", "gauge", 1, None, "Memory that is not available."),
    "swap_percent": ("runner_swap_usage_ratio", "gauge", 0.01, None, "Share of the swap that is used."),
    "disk_percent": ("runner_disk_usage_ratio", "gauge", 0.01, "path", "Share of the disk that is used, what only root may use left out."),
    "disk_inode_percent": ("runner_disk_inodes_usage_ratio", "gauge", 0.01, "path", "Share of the inodes that are used."),
    "disk_size_bytes": ("runner_disk_size_bytes", "gauge", 1, "path", "Size of the file system."),
    "disk_free_bytes": ("runner_disk_free_bytes", "gauge", 1, "path", "What is free for all users."),
    "load_1m": ("runner_load1", "gauge", 1, None, "Mean load of the last minute."),
    "load_5m": ("runner_load5", "gauge", 1, None, "Mean load of the last five minutes."),
    "load_15m": ("runner_load15", "gauge", 1, None, "Mean load of the last fifteen minutes."),
    "processes": ("runner_processes", "gauge", 1, None, "Number of processes."),
    "network_receive_bytes": ("runner_network_receive_bytes_total", "counter", 1, "device", "Bytes received since the host started."),
    "network_transmit_bytes": ("runner_network_transmit_bytes_total", "counter", 1, "device", "Bytes sent since the host started."),
    "disk_read_bytes": ("runner_disk_read_bytes_total", "counter", 1, "device", "Bytes read since the host started."),
    "disk_written_bytes": ("runner_disk_written_bytes_total", "counter", 1, "device", "Bytes written since the host started."),
    "network_receive_bytes_per_second": (None,),
    "network_transmit_bytes_per_second": (None,),
    "disk_read_bytes_per_second": (None,),
    "disk_write_bytes_per_second": (None,),
    "tests": ("runner_project_tests", "gauge", 1, "project", "Tests in the last report."),
    "tests_failed": ("runner_project_tests_failed", "gauge", 1, "project", "Tests that failed, errors included."),
    "tests_skipped": ("runner_project_tests_skipped", "gauge", 1, "project", "Tests that were skipped."),
    "tests_seconds": ("runner_project_tests_seconds", "gauge", 1, "project", "Times of the tests together."),
    "coverage_percent": ("runner_project_coverage_ratio", "gauge", 0.01, "project", "Share of the lines that tests execute."),
    "lines": ("runner_project_lines", "gauge", 1, "project", "Lines of text files."),
    "files": ("runner_project_files", "gauge", 1, "project", "Text files."),
    "vulnerabilities": ("runner_project_vulnerabilities", "gauge", 1, "project", "Vulnerabilities in the last report."),
    "application": ("runner_application_value", "gauge", 1, "name", "What the application says of itself."),
}


class Sample:
    """`about`: of what, where there are several of a kind. `labels`: more than that one, for Prometheus."""

    def __init__(self, family, value, about=None, labels=None):
        self.family = family
        self.value = value
        self.about = about
        self.labels = labels or {}


def as_values(samples):
    """As they are kept: the name of the kind and, after a space, of what."""
    return {sample.family + (f" {sample.about}" if sample.about else ""): sample.value for sample in samples}
