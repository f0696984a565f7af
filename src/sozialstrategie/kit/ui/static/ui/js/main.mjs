// Entry point. Every page works without it; each module only adds comfort.
import { startCharts } from "./chart.mjs";
import { startDrafts } from "./draft.mjs";
import { startMaps } from "./map.mjs";
import { startYears } from "./years.mjs";

const root = document.documentElement;
root.dataset.chart = "idle";
root.dataset.map = "idle";
root.dataset.years = "idle";

// After a refused form the reader should stand at the list of errors, not at the top of the page.
document.querySelector("[data-error-summary]")?.focus();

startCharts(root);
startMaps(root);
startYears(root);
startDrafts();
