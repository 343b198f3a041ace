// Draws the charts that C# describes (Host/Web/Parts/ChartSpec.cs): trend, bars, scatter, heatmap, sankey. Colours come from the style sheet.
// Tips are drawn on the canvas: ECharts' HTML tips would need inline styles.
import * as echarts from 'echarts/core';
import { BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { options } from './chart-options.js';
import { download } from './tables.js';

echarts.use([BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart, GridComponent, LegendComponent, MarkAreaComponent,
  MarkLineComponent, TooltipComponent, VisualMapContinuousComponent, LabelLayout, CanvasRenderer]);

export function draw(figure) {
  const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const body = figure.querySelector('.chart-body');
  body.replaceChildren();
  body.classList.remove('chart-waiting');
  const chart = echarts.init(body, null, { renderer: 'canvas' });
  const paint = () => chart.setOption(options(spec, look(), body.clientWidth), { notMerge: true });
  paint();

  let width = body.clientWidth;
  new ResizeObserver(() => {
    if (body.clientWidth === width) return;
    width = body.clientWidth;
    chart.resize();
    paint();
  }).observe(body);
  document.addEventListener('theme-changed', paint);
  window.addEventListener('beforeprint', () => chart.resize());
  chart.on('click', e => { if (e.data?.href) location.href = e.data.href; });
  figure.querySelector('[data-png]')?.addEventListener('click', e => {
    download(chart.getDataURL({ pixelRatio: 2, backgroundColor: look().paper }), `${e.currentTarget.dataset.name}.png`);
  });
  figure.dataset.drawn = '';
}

function look() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of('ink'), quiet: of('ink-2'), line: of('line'), axis: of('line-strong'), grid: of('chart-grid'), paper: of('paper'),
    warning: of('orange-line'), warningText: of('orange'), hatch: of('hatch'),
    colours: [1, 2, 3, 4, 5, 6].map(i => of(`c${i}`)),
    sequential: [1, 2, 3, 4, 5, 6].map(i => of(`s${i}`)),
    diverging: [1, 2, 3, 4, 5, 6].map(i => of(`d${i}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
}
