const rows = (await (await fetch("tides.csv")).text()).trim().split("\n").slice(1).map((row) => row.split(","));
const now = new Date().toISOString().slice(5, 13);
const start = Math.max(0, rows.findIndex(([time]) => time.slice(5, 13) >= now));
const points = rows.slice(start, start + 48).map(([, height], hour) => `${hour * 10},${100 - height * 20}`);
const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
path.setAttribute("d", `M${points.join("L")}`);
document.getElementById("curve").append(path);
