// Parameters and measurements come as JSON; the answer is JSON, too.
const { ticket, thresholds } = JSON.parse(process.env.RUNNER_PARAMS);
const { metrics, data } = JSON.parse(process.env.RUNNER_NEEDS).measure;

const causes = [
  metrics.memory_percent > thresholds.memory && "memory",
  metrics.disk_percent > thresholds.disk && "disk",
  metrics.load_percent > 100 && "processors",
].filter(Boolean);

console.log(
  JSON.stringify({
    success: true,
    summary: `${ticket}: ${causes.join(" and ") || "nothing that was measured"} makes it slow`,
    metrics,
    ticket,
    causes,
    processes: data.processes,
  }),
);
