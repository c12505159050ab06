// What the charts of our pages are drawn with, and nothing more of the library:
// bars and lines, patterns besides colour, drawn as SVG.
import { init, use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, SVGRenderer]);
globalThis.echarts = { init };
