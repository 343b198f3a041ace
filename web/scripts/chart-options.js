// From a chart's description to ECharts options. Series differ by colour, mark and dash, so that colour is never the only sign.
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'];
const dashes = ['solid', 'solid', [6, 3], [2, 2], [8, 3, 2, 3], 'solid'];

export function options(spec, look, width) {
  const make = { trend, bars, scatter, heatmap, sankey }[spec.kind];
  const number = v => v == null ? '—' : v.toLocaleString(document.documentElement.lang || 'zh-CN', { maximumFractionDigits: spec.digits, minimumFractionDigits: 0 });
  const base = {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches, animationDuration: 250,
    textStyle: { fontFamily: look.font, color: look.ink, fontSize: 12 },
    tooltip: {
      renderMode: 'richText', confine: true, backgroundColor: look.paper, borderColor: look.axis, borderWidth: 1, padding: [6, 10],
      textStyle: { color: look.ink, fontSize: 13, fontFamily: look.font, lineHeight: 20 },
    },
  };
  return { ...base, ...make(spec, look, number, width, base) };
}

const axisLook = look => ({
  axisLine: { lineStyle: { color: look.axis } }, axisTick: { show: false },
  axisLabel: { color: look.quiet, fontSize: 12, hideOverlap: true },
  splitLine: { lineStyle: { color: look.grid } }, nameTextStyle: { color: look.quiet, fontSize: 12 },
});
const categories = (data, look) => ({ ...axisLook(look), type: 'category', data, splitLine: { show: false }, axisLabel: { color: look.quiet, fontSize: 12, hideOverlap: true } });
const values = (name, look, number) => ({
  ...axisLook(look), type: 'value', name: name ?? '', nameGap: 10, nameTextStyle: { color: look.quiet, fontSize: 12, align: 'left', padding: [0, 0, 0, -18] },
  axisLine: { show: false }, axisLabel: { color: look.quiet, fontSize: 12, formatter: v => number(v) },
});
// How wide words are drawn, and how many lines a legend takes of them.
const wide = words => [...words].reduce((w, c) => w + (c > '\u00ff' ? 12 : 7), 0);
const lines = (names, width) => names.length > 1 ? Math.max(1, Math.ceil(names.reduce((w, n) => w + wide(n) + 44, 0) / width)) : 1;
// What a category axis counts stands below its middle.
const titled = (axis, name) => name ? { ...axis, name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: axis.axisLabel.color, fontSize: 12 } } : axis;
const legend = (names, look) => names.length > 1
  ? { show: true, top: 0, right: 0, itemWidth: 22, itemHeight: 9, itemGap: 14, textStyle: { color: look.quiet, fontSize: 12 }, data: names, selectedMode: 'multiple' }
  : { show: false };

// A hatch as a picture: says "simulated" wherever it is drawn.
function hatch(colour) {
  const c = document.createElement('canvas');
  c.width = c.height = 8;
  const p = c.getContext('2d');
  p.strokeStyle = colour;
  p.lineWidth = 1.6;
  p.beginPath();
  for (const x of [-4, 0, 4, 8]) { p.moveTo(x - 2, 10); p.lineTo(x + 8, 0); }
  p.stroke();
  return { image: c, repeat: 'repeat' };
}

function tip(spec, number) {
  return items => {
    const at = items[0].dataIndex;
    const lines = [...spec.series, ...(spec.lines ?? [])].map(s => {
      const range = s.low?.[at] != null ? ` (${number(s.low[at])} – ${number(s.high[at])})` : '';
      const hatched = s.simulatedAt?.includes(at) ? ` ${spec.words.simulated}` : '';
      return `${s.name}  ${number(s.values[at])}${s.values[at] != null && spec.unit ? ' ' + spec.unit : ''}${range}${hatched}`;
    });
    return [spec.categories[at], ...lines].join('\n');
  };
}

function marks(spec, look) {
  const breaks = (spec.breaks ?? []).map(b => ({
    xAxis: b.at, label: { formatter: b.text, color: look.ink, fontSize: 12, position: 'end', distance: 4 },
  }));
  return { silent: true, symbol: 'none', lineStyle: { color: look.axis, type: [3, 3], width: 1.2 }, data: breaks };
}

function trend(spec, look, number, width, base) {
  const direct = spec.series.length <= 3;
  const n = spec.categories.length;
  // On a phone there is no room beside the lines for their names: then a legend above says them.
  const narrow = width <= 480;
  const manySaid = spec.series.length > 1 && !narrow;
  const all = [];
  spec.series.forEach((s, i) => {
    const colour = s.quiet ? look.axis : look.colours[i % 6];
    const simulated = new Set(s.simulatedAt ?? []);
    const plain = { type: 'line', symbol: symbols[i % 6], symbolSize: n > 40 ? 0 : 7, color: colour, z: 5, connectNulls: false };
    if (s.low) all.push(...band(s, i, colour));
    const width1 = s.quiet ? 1.5 : 2.5;
    // The label at the end names the line when there are several: no need to look up a legend.
    const endLabel = {
      show: direct && s.values[n - 1] != null, color: s.quiet ? look.quiet : colour, fontWeight: 600, fontSize: 12, distance: 6,
      formatter: p => manySaid ? `${s.name} ${number(p.value)}` : number(p.value),
    };
    const endsSimulated = simulated.has(n - 1);
    all.push({
      ...plain, name: s.name, data: s.values.map((v, at) => simulated.has(at) ? null : v), lineStyle: { color: colour, width: width1, type: dashes[i % 6] },
      endLabel: endsSimulated ? { show: false } : endLabel, labelLayout: { moveOverlap: 'shiftY' },
      markLine: i === 0 ? marks(spec, look) : undefined,
      markArea: i === 0 && simulated.size > 0 ? simulatedYears(spec, s, look) : undefined,
    });
    // Simulated values are a dashed line with hollow marks that starts from the last real one.
    if (simulated.size > 0) {
      all.push({
        ...plain, name: `\u0000simulated${i}`, data: s.values.map((v, at) => simulated.has(at) ? v : simulated.has(at + 1) || simulated.has(at - 1) ? { value: v, symbol: 'none' } : null),
        itemStyle: { color: look.paper, borderColor: colour, borderWidth: 2 }, lineStyle: { color: colour, width: width1, type: [4, 4] },
        endLabel: endsSimulated ? endLabel : { show: false }, labelLayout: { moveOverlap: 'shiftY' },
      });
    }
  });
  for (const l of spec.lines ?? []) {
    all.push({
      type: 'line', name: l.name, data: l.values, step: 'middle', symbol: 'none', z: 4, color: look.warning,
      lineStyle: { color: look.warning, width: 2, type: 'solid' }, connectNulls: false,
      endLabel: { show: l.values.at(-1) != null, color: look.warningText, fontSize: 12, formatter: p => narrow ? number(p.value) : `${l.name} ${number(p.value)}`, distance: 6 },
      labelLayout: { moveOverlap: 'shiftY' },
    });
  }
  const names = [...spec.series, ...(spec.lines ?? [])].map(s => s.name);
  const last = values => number(values[n - 1]);
  const longest = Math.max(...spec.series.map(s => wide(manySaid ? `${s.name} ${last(s.values)}` : last(s.values))), ...(spec.lines ?? []).map(l => wide(narrow ? last(l.values) : `${l.name} ${last(l.values)}`)));
  const told = !direct || (narrow && names.length > 1);
  return {
    tooltip: { ...base.tooltip, trigger: 'axis', axisPointer: { lineStyle: { color: look.axis } }, formatter: tip(spec, number) },
    legend: legend(told ? names : [], look),
    grid: { left: 6, right: direct ? Math.min(longest + 14, width * .35) : 16, top: told ? 28 + 22 * Math.max(lines(names, width), narrow ? 2 : 1) : 34, bottom: spec.categoryTitle ? 24 : 4, containLabel: true },
    xAxis: titled({ ...categories(spec.categories, look), boundaryGap: true }, spec.categoryTitle),
    yAxis: values(spec.unit, look, number),
    series: all,
  };
}

function band(s, i, colour) {
  const hidden = { type: 'line', stack: `\u0000band${i}`, symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, z: 2, stackStrategy: 'all' };
  return [
    { ...hidden, name: `\u0000low${i}`, data: s.low },
    { ...hidden, name: `\u0000high${i}`, data: s.high.map((h, at) => h == null || s.low[at] == null ? null : h - s.low[at]), areaStyle: { color: colour, opacity: .16 } },
  ];
}

function simulatedYears(spec, s, look) {
  const at = [...s.simulatedAt].sort((a, b) => a - b);
  const runs = [];
  for (const i of at) {
    const run = runs.at(-1);
    if (run && run[1] === i - 1) run[1] = i; else runs.push([i, i]);
  }
  return {
    silent: true, itemStyle: { color: hatch(look.hatch), opacity: .5 },
    label: { show: true, position: 'insideTop', color: look.quiet, fontSize: 12, formatter: spec.words.simulated },
    data: runs.map(([from, to]) => [{ xAxis: Math.max(from - 1, 0) }, { xAxis: to }]),
  };
}

function bars(spec, look, number, width, base) {
  const across = spec.across;
  const series = spec.series.flatMap((s, i) => {
    // The second background series is lighter than the first, with its edge drawn.
    const lighter = s.quiet && spec.series.slice(0, i).filter(q => q.quiet).length % 2 === 1;
    const colour = lighter ? look.line : s.quiet ? look.axis : look.colours[i % 6];
    const edge = lighter ? look.axis : colour;
    const simulated = new Set(s.simulatedAt ?? []);
    const bar = {
      type: 'bar', name: s.name, color: colour, barMaxWidth: 28, stack: spec.stacked ? 'all' : undefined,
      itemStyle: lighter ? { borderColor: edge, borderWidth: 1 } : undefined,
      data: s.values.map((v, at) => simulated.has(at)
        ? { value: v, itemStyle: { color: hatch(edge), borderColor: edge, borderWidth: 1.2, borderType: lighter ? 'dotted' : 'solid' } }
        : lighter ? v : { value: v, itemStyle: { borderColor: look.paper, borderWidth: spec.stacked ? 1 : 0 } }),
      label: { show: spec.series.length === 1 && s.values.length <= 14 && !s.low, position: across ? 'right' : 'top', color: look.ink, fontSize: 12, formatter: p => number(p.value) },
    };
    return s.low ? [bar, whiskers(s, i, look, across)] : [bar];
  });
  const line = (spec.levels ?? []).map(l => ({
    [across ? 'xAxis' : 'yAxis']: l.value, lineStyle: { color: look.warning, width: 2, type: 'solid' },
    label: { formatter: `${l.name} ${number(l.value)}`, color: look.warningText, fontSize: 12, position: across ? 'start' : 'insideEndTop' },
  }));
  if (line.length > 0) series[0].markLine = { silent: true, symbol: 'none', data: line };
  const names = categories(spec.categories, look);
  const scale = values(across ? '' : spec.unit, look, number);
  const below = across ? spec.unit : spec.categoryTitle;
  return {
    tooltip: { ...base.tooltip, trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { opacity: .06 } }, formatter: tip(spec, number) },
    legend: legend(spec.series.map(s => s.name), look),
    grid: { left: 6, right: across ? 52 : 12, top: spec.series.length > 1 || !across ? 14 + 22 * lines(spec.series.map(s => s.name), width) : spec.levels?.length ? 24 : 12, bottom: below ? 24 : 4, containLabel: true },
    xAxis: titled(across ? { ...scale, splitNumber: 4 } : names, below),
    yAxis: across ? { ...names, inverse: true, axisLabel: { ...names.axisLabel, hideOverlap: false, width: width * .34, overflow: 'truncate' } } : scale,
    series,
  };
}

function whiskers(s, i, look, across) {
  return {
    type: 'custom', name: `\u0000range${i}`, silent: true, z: 6, tooltip: { show: false },
    data: s.values.map((_, at) => across ? [s.low[at], at, s.high[at]] : [at, s.low[at], s.high[at]]),
    encode: across ? { x: [0, 2], y: 1 } : { x: 0, y: [1, 2] },
    renderItem(_, api) {
      const from = api.coord([api.value(0), api.value(1)]);
      const to = api.coord(across ? [api.value(2), api.value(1)] : [api.value(0), api.value(2)]);
      const cap = across ? [0, 5] : [5, 0];
      const stroke = { stroke: look.ink, lineWidth: 1.4 };
      const part = (a, b) => ({ type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: stroke });
      return {
        type: 'group', children: [part(from, to), ...[from, to].map(p => part([p[0] - cap[0], p[1] - cap[1]], [p[0] + cap[0], p[1] + cap[1]]))],
      };
    },
  };
}

function scatter(spec, look, number, width, base) {
  const groups = [...new Set(spec.points.map(p => p.group ?? ''))];
  const series = groups.map((g, i) => ({
    type: 'scatter', name: g, symbol: symbols[i % 4], symbolSize: spec.points.length > 500 ? 4 : 8, color: look.colours[i % 6],
    itemStyle: { opacity: .75 }, large: spec.points.length > 4000,
    data: spec.points.filter(p => (p.group ?? '') === g).map(p => ({ value: [p.x, p.y], name: p.name, href: p.href })),
  }));
  (spec.fits ?? []).forEach(f => series.push({
    type: 'line', name: f.name, data: f.points, symbol: 'none', lineStyle: { width: 2.5, color: look.ink }, color: look.ink, z: 6, tooltip: { show: false },
  }));
  const cuts = (spec.cuts ?? []).map(c => ({ xAxis: c.value, label: { formatter: c.name, color: look.warningText, fontSize: 12 } }));
  if (cuts.length > 0) series[0].markLine = { silent: true, symbol: 'none', lineStyle: { color: look.warning, width: 2, type: 'solid' }, data: cuts };
  return {
    tooltip: { ...base.tooltip, trigger: 'item', formatter: p => `${p.data.name}\n${spec.xTitle}  ${number(p.value[0])}\n${spec.yTitle}  ${number(p.value[1])}` },
    legend: legend([...groups, ...(spec.fits ?? []).map(f => f.name)].filter(Boolean), look),
    grid: { left: 6, right: 16, top: 40, bottom: 22, containLabel: true },
    xAxis: { ...values('', look, number), name: spec.xTitle, nameLocation: 'middle', nameGap: 28, scale: true, nameTextStyle: { color: look.quiet, fontSize: 12 } },
    yAxis: { ...values(spec.yTitle, look, number), scale: true },
    series,
  };
}

function heatmap(spec, look, number, width, base) {
  const data = spec.cells.flatMap((row, y) => row.map((v, x) => [x, y, v])).filter(c => c[2] != null);
  const all = data.map(c => c[2]);
  const most = Math.max(...all.map(Math.abs));
  const split = spec.diverging;
  return {
    tooltip: { ...base.tooltip, trigger: 'item', formatter: p => `${spec.rows[p.value[1]]} · ${spec.columns[p.value[0]]}\n${number(p.value[2])}${spec.unit ? ' ' + spec.unit : ''}` },
    grid: { left: 6, right: 12, top: 8, bottom: 44, containLabel: true },
    xAxis: { ...categories(spec.columns, look) },
    yAxis: { ...categories(spec.rows, look), inverse: true },
    visualMap: {
      type: 'continuous', min: split ? -most : Math.min(...all), max: split ? most : Math.max(...all), orient: 'horizontal', left: 0, bottom: 0,
      itemWidth: 10, itemHeight: 120, textStyle: { color: look.quiet, fontSize: 12 }, inRange: { color: split ? look.diverging : look.sequential },
      text: [number(split ? most : Math.max(...all)), number(split ? -most : Math.min(...all))], calculable: false,
    },
    series: [{
      type: 'heatmap', data, itemStyle: { borderColor: look.paper, borderWidth: 1.5 }, emphasis: { itemStyle: { borderColor: look.ink } },
      label: { show: width > 520 && data.length <= 150, fontSize: 11, formatter: p => number(p.value[2]) },
    }],
  };
}

// A bar may stand on both sides; the column it first stands in gives its colour. Bars are told by their ids, and two of one name are two.
function sankey(spec, look, number, width) {
  const from = new Set(spec.links.map(l => l.from));
  const bars = [...new Set(spec.links.flatMap(l => [l.from, l.to]))];
  const ends = new Set(bars.filter(n => !from.has(n)));
  const starts = new Set(bars.filter(n => !spec.links.some(l => l.to === n)));
  const colour = n => look.colours[starts.has(n) ? 0 : ends.has(n) ? 2 : 1];
  const named = id => spec.names?.[id] ?? id;
  const narrow = width <= 480;
  return {
    tooltip: {
      renderMode: 'richText', confine: true, backgroundColor: look.paper, borderColor: look.axis, borderWidth: 1, textStyle: { color: look.ink, fontSize: 13, fontFamily: look.font },
      formatter: i => i.dataType === 'edge' ? `${named(i.data.source)} → ${named(i.data.target)}\n${number(i.data.value)} ${spec.unit ?? ''}` : `${named(i.name)}\n${number(i.value)} ${spec.unit ?? ''}`,
    },
    series: [{
      type: 'sankey', left: 4, right: narrow ? 90 : 170, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 6, draggable: false, emphasis: { focus: 'adjacency' },
      label: { color: look.ink, fontSize: narrow ? 11 : 12, width: narrow ? 84 : 160, overflow: 'truncate', formatter: i => named(i.name) },
      lineStyle: { color: 'source', opacity: 0.3, curveness: 0.5 },
      data: bars.map(name => ({ name, itemStyle: { color: colour(name), borderWidth: 0 } })),
      links: spec.links.map(l => ({ source: l.from, target: l.to, value: l.value })),
    }],
  };
}
