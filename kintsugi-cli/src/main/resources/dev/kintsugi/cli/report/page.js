'use strict';
/* What both pages share: elements, numbers, theme, charts with their tables. Text from the run only ever becomes text
   nodes or canvas text; nothing is parsed as HTML. */
const Page = (() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const main = document.getElementById('page');
  const charts = [];

  /* ---- elements ---- */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === 'style') Object.assign(node.style, value);
      else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter(child => child !== null && child !== undefined));
    return node;
  }

  function section(id, title, ...children) {
    const heading = el('h2', { id }, title);
    main.append(el('section', { 'aria-labelledby': id }, heading, ...children));
    document.getElementById('contents').append(el('a', { href: '#' + id }, title));
  }

  function table(headings, rows, className) {
    const kinds = headings.map((_, i) => (i > 0 && rows.length && !rows.some(row => isNumber(row[i])) ? 'text' : null));
    return el('table', { class: className },
      el('thead', {}, el('tr', {}, headings.map((heading, i) => el('th', { scope: 'col', class: kinds[i] }, heading)))),
      el('tbody', {}, rows.map(row => el('tr', {}, row.map((cell, i) =>
        el('td', { class: kinds[i] }, cell instanceof Node ? cell : number(cell)))))));
  }

  function isNumber(cell) {
    if (cell instanceof Node) return cell.tagName !== 'A';
    return typeof cell !== 'string' || /^[−+-]?\d[\d.,]*( ?%)?$/.test(cell);
  }

  /* ---- numbers ---- */
  const missing = value => value === null || value === undefined || Number.isNaN(value);
  const percent = value => (missing(value) ? '–' : (100 * value).toFixed(1) + ' %');
  const fixed = (value, digits) => (missing(value) ? '–' : value.toFixed(digits));
  function number(value) {
    if (typeof value === 'string') return value;
    if (missing(value)) return '–';
    return Number.isInteger(value) ? value.toLocaleString('en-GB') : String(Number(value.toPrecision(5)));
  }
  function bytes(value) {
    if (missing(value)) return '–';
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    while (value >= 999.5 && unit < 4) { value /= 1000; unit++; }
    return (unit === 0 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(3).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')) + ' ' + units[unit];
  }
  function seconds(value) {
    if (missing(value)) return '–';
    if (value === 0) return '0 s';
    return value < 1 ? Math.round(value * 1000) + ' ms' : value < 120 ? Number(value.toPrecision(3)) + ' s' : Number((value / 60).toPrecision(3)) + ' min';
  }
  const cut = (text, length) => { const letters = [...text]; return letters.length > length ? letters.slice(0, length - 1).join('') + '…' : text; };

  /* ---- theme ---- */
  const themes = ['auto', 'light', 'dark'];
  let theme = 'auto';
  function setTheme(next, remember) {
    theme = next;
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.getElementById('theme').textContent = { auto: 'Theme: auto', light: 'Theme: light', dark: 'Theme: dark' }[theme];
    if (remember) { try { localStorage.setItem('kintsugi-theme', theme); } catch (e) { /* storage may be closed to files */ } }
    redraw();
  }
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const series = i => colour('c' + (i % 8 + 1));
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];

  /* ---- charts ---- */
  const narrow = () => window.innerWidth < 640;
  const legendGap = 10; // between items, and between rows of 12 px

  function base() {
    return {
      animation: false,
      aria: { enabled: false },
      color: [0, 1, 2, 3, 4, 5, 6, 7].map(series),
      textStyle: { fontFamily: colour('sans'), color: colour('ink'), fontSize: 12 },
      grid: { left: 4, right: 14, top: 34, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      legend: { type: 'scroll', top: 0, left: 0, itemWidth: 18, itemHeight: 9, itemGap: legendGap, icon: undefined,
        textStyle: { color: colour('ink'), fontSize: 12 }, inactiveColor: colour('line'),
        pageIconColor: colour('gold'), pageIconInactiveColor: colour('line'), pageTextStyle: { color: colour('soft') } },
      tooltip: { confine: true, backgroundColor: colour('card'), borderColor: colour('gold'), borderWidth: 1, padding: [6, 10],
        textStyle: { color: colour('ink'), fontSize: 12, fontFamily: colour('sans') }, extraCssText: 'box-shadow:0 2px 10px rgba(0,0,0,.18)' }
    };
  }

  function axis(options) {
    return Object.assign({
      nameTextStyle: { color: colour('soft'), fontSize: 11.5 },
      axisLine: { lineStyle: { color: colour('line') } },
      axisTick: { show: false },
      axisLabel: Object.assign({ color: colour('soft'), fontSize: 11.5, hideOverlap: true }, options.label),
      splitLine: { show: options.type !== 'category', lineStyle: { color: colour('grid') } }
    }, options);
  }

  /* Tooltip of lines of text; returned as an element, so that names stay text. */
  function tip(title, lines) {
    return el('div', {}, el('div', { style: { fontWeight: 600, marginBottom: '2px' } }, title),
      lines.map(([mark, label, value]) => el('div', { style: { display: 'flex', gap: '.5rem', alignItems: 'center', fontVariantNumeric: 'tabular-nums' } },
        mark ? el('span', { style: { width: '.6rem', height: '.6rem', borderRadius: '2px', background: mark, flex: 'none' } }) : null,
        el('span', { style: { flex: 1 } }, label), el('span', { style: { fontWeight: 600, marginLeft: '.8rem' } }, value))));
  }

  /* One chart with caption and its numbers.
     spec: title, note, label (what is seen, for those who cannot see it), option() or null when empty, height, renderer,
     wide, numbers: {headings, rows()} */
  function chart(spec) {
    const id = 'chart-' + (charts.length + 1) + '-' + Math.abs(hash(spec.title));
    const box = el('div', { class: 'chart', role: 'img', 'aria-label': spec.label || spec.title });
    if (spec.height) box.style.height = spec.height + 'px';
    const figure = el('figure', { class: spec.wide ? 'wide' : null, 'aria-labelledby': id },
      el('figcaption', {}, el('h3', { id }, spec.title), spec.note ? el('p', {}, spec.note) : null), box);
    if (spec.empty) {
      box.dataset.empty = '';
      box.style.height = 'auto';
      box.removeAttribute('role');
      box.textContent = spec.empty;
    } else {
      charts.push({ box, spec, instance: null });
    }
    if (spec.numbers && !spec.empty) {
      const details = el('details', {}, el('summary', {}, 'Numbers'));
      details.addEventListener('toggle', () => {
        if (details.open && details.childElementCount === 1) {
          details.append(el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': spec.title + ': numbers' },
            table(spec.numbers.headings, spec.numbers.rows())));
        }
      });
      figure.append(details);
    }
    return figure;
  }

  const hash = text => [...text].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) | 0, 7);

  function redraw() {
    for (const entry of charts) {
      if (!entry.box.isConnected) continue;
      const option = Object.assign(base(), entry.spec.option(entry.box)); // may change the height of the box
      if (!entry.instance) entry.instance = echarts.init(entry.box, null, { renderer: entry.spec.renderer || 'svg', devicePixelRatio: Math.max(2, window.devicePixelRatio || 1) });
      else entry.instance.resize();
      const before = entry.instance.getOption();
      if (option.legend && before && before.legend && before.legend[0]) option.legend.selected = before.legend[0].selected;
      entry.instance.setOption(option, true);
    }
  }

  function forget(node) {
    for (let i = charts.length - 1; i >= 0; i--) {
      if (node.contains(charts[i].box)) {
        if (charts[i].instance) charts[i].instance.dispose();
        charts.splice(i, 1);
      }
    }
    node.remove();
  }

  /* ---- kinds of chart that occur more than once ---- */
  function lines(box, curves, settings) {
    const shown = curves.filter(curve => curve.points.some(point => !missing(point[1])));
    const few = shown.every(curve => curve.points.filter(point => !missing(point[1])).length <= 30);
    const names = shown.map(curve => curve.name);
    const paged = names.length > 8;
    const rows = names.length < 2 ? 0 : paged ? 1 : legendRows(names, box.clientWidth);
    box.style.setProperty('--legend', legendHeight(Math.max(0, rows - 1)) + 'px'); // what the curves would lose in height
    return {
      legend: Object.assign(base().legend, { show: rows > 0, type: paged ? 'scroll' : 'plain', data: names, formatter: legendText }),
      xAxis: axis({ type: 'value', name: settings.xName || 'round', nameLocation: 'middle', nameGap: 22, min: 'dataMin', max: 'dataMax', minInterval: 1, splitLine: { show: false } }),
      yAxis: axis({ type: 'value', scale: true, label: { formatter: settings.format } }),
      grid: Object.assign(base().grid, { top: 12 + legendHeight(rows) }),
      tooltip: Object.assign(base().tooltip, { trigger: 'axis', formatter: items => {
        const seen = items.filter(item => item.seriesType === 'line');
        return seen.length ? tip('round ' + seen[0].value[0], seen.map(item => {
          const curve = shown.find(other => other.name === item.seriesName);
          const spread = curve && curve.spread ? curve.spread(item.value[0]) : '';
          return [item.color, item.seriesName, (settings.tipFormat || settings.format)(item.value[1]) + spread];
        })) : '';
      } }),
      series: shown.flatMap((curve, i) => [{
        name: curve.name, type: 'line', data: curve.points.filter(point => !missing(point[1])),
        symbol: symbols[i % symbols.length], symbolSize: 5, showSymbol: few, lineStyle: { width: 2, type: curve.dashed ? 'dashed' : 'solid' },
        itemStyle: { color: series(i) }, z: 3 }].concat(band(curve, i)))
    };
  }

  const legendText = name => squeeze(name, 40);
  const legendHeight = rows => rows * (12 + legendGap);

  /* Rows of a legend that wraps. The text is measured as it will be drawn; an item also has its mark and gaps. */
  function legendRows(names, space) {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = '12px ' + colour('sans');
    let rows = 1;
    let used = 0;
    for (const name of names) {
      const width = 18 + 5 + pen.measureText(legendText(name)).width;
      if (used > 0 && used + width > space - 10) { rows++; used = 0; }
      used += width + legendGap;
    }
    return rows;
  }

  /* The band of ± one deviation: one polygon, drawn with the first of its points. */
  function band(curve, i) {
    if (!curve.band || !curve.band.some(point => point[2] > point[1])) return [];
    return [{ name: curve.name, type: 'custom', data: curve.band, encode: { x: 0, y: [1, 2] }, silent: true, clip: true, z: 1, itemStyle: { color: series(i) },
      tooltip: { show: false }, renderItem: (params, api) => params.dataIndex > 0 ? undefined : {
        type: 'polygon', style: { fill: series(i), opacity: 0.18 },
        shape: { points: curve.band.map(point => api.coord([point[0], point[2]])).concat(curve.band.slice().reverse().map(point => api.coord([point[0], point[1]]))) }
      } }];
  }

  /* Shortens a label in its middle: names often differ at their ends only. */
  function squeeze(text, length) {
    const letters = [...text];
    return letters.length <= length ? text : letters.slice(0, length - 5).join('') + '…' + letters.slice(-4).join('');
  }

  /* Turns labels that would not fit side by side; about 7 pixels to a letter. */
  const turn = (names, length, space) => (7 * names.length * Math.max(...names.map(name => Math.min(length, [...name].length))) > space ? 50 : 0);

  /* How many labels to skip so that each has room; room and space in pixels. */
  const skip = (count, space, room) => Math.max(0, Math.ceil(room * count / Math.max(space, 1)) - 1);

  /* rows × columns of numbers; cells: [[…]] */
  function heat(spec) {
    const values = [];
    let most = 0;
    spec.cells.forEach((row, y) => row.forEach((value, x) => {
      // Nothing is shown as nothing, so that a little stands out from it.
      values.push(value === 0 ? { value: [x, y, 0], visualMap: false, itemStyle: { color: colour('none') } } : [x, y, value]);
      if (value > most) most = value;
    }));
    const top = spec.max || most || 1;
    const phone = narrow();
    return {
      tooltip: Object.assign(base().tooltip, { formatter: item => tip(spec.rows[item.value[1]], [[item.color, spec.columns[item.value[0]], spec.tip(item.value[1], item.value[0])]]) }),
      grid: { left: 4, right: 10, top: 8, bottom: 34, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: axis({ type: 'category', data: spec.columns, axisLine: { show: false },
        label: { rotate: turn(spec.columns, phone ? 10 : 18, spec.box.clientWidth - 110), formatter: text => squeeze(text, phone ? 10 : 18), interval: skip(spec.columns.length, spec.box.clientWidth - 110, 15), hideOverlap: false } }),
      yAxis: axis({ type: 'category', inverse: true, data: spec.rows, axisLine: { show: false }, label: { formatter: text => squeeze(text, phone ? 10 : 20), interval: skip(spec.rows.length, spec.box.clientHeight - 130, 13), hideOverlap: false } }),
      visualMap: { type: 'continuous', min: 0, max: top, calculable: false, orient: 'horizontal', left: 'center', bottom: 2, itemWidth: 10, itemHeight: phone ? 130 : 180,
        text: [spec.format(top), spec.format(0)], textStyle: { color: colour('soft'), fontSize: 11 }, inRange: { color: (spec.calm ? [0, 1, 2] : [0, 1, 2, 3, 4]).map(i => colour('heat-' + i)) } },
      series: [{ type: 'heatmap', data: values, progressive: 0, itemStyle: { borderColor: colour('card'), borderWidth: spec.rows.length * spec.columns.length > 3000 ? 0 : 1 }, emphasis: { itemStyle: { borderColor: colour('ink'), borderWidth: 1 } } }]
    };
  }
  const heatHeight = (rows, columns) => Math.round(Math.min(680, Math.max(240, rows * (rows > 40 ? 11 : 19) + 110)));

  /* ---- start ---- */
  document.getElementById('theme').addEventListener('click', () => setTheme(themes[(themes.indexOf(theme) + 1) % 3], true));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  let width = main.clientWidth;
  new ResizeObserver(() => {
    if (main.clientWidth === width) {
      charts.forEach(entry => entry.instance && entry.instance.resize());
    } else {
      width = main.clientWidth;
      redraw(); // labels and legends are laid out for a width
    }
  }).observe(main);
  let before = 'auto';
  window.addEventListener('beforeprint', () => { before = theme; setTheme('light', false); charts.forEach(entry => entry.instance && entry.instance.resize()); });
  window.addEventListener('afterprint', () => setTheme(before, false));

  function start() {
    let wanted = location.hash.slice(1);
    if (!themes.includes(wanted)) {
      try { wanted = localStorage.getItem('kintsugi-theme'); } catch (e) { wanted = null; }
    }
    setTheme(themes.includes(wanted) ? wanted : 'auto', false);
  }

  return { data, main, el, section, table, chart, lines, heat, heatHeight, skip, turn, squeeze, axis, base, tip, colour, series, narrow, forget, redraw, start,
    number, percent, fixed, bytes, seconds, cut, missing };
})();
