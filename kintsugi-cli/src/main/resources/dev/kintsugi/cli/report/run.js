'use strict';
/* The page of one run. */
(() => {
  const { data, main, el, section, table, chart, lines, heat, heatHeight, axis, base, tip, colour, series, narrow } = Page;
  const { percent, bytes, seconds, cut, fixed, missing } = Page;
  const pairs = (xs, ys) => xs.map((x, i) => [x, ys[i]]);
  const has = values => values.some(value => !missing(value));

  document.getElementById('title').replaceChildren(data.title, ' ',
    el('span', { class: 'second' }, data.method), el('span', { class: 'third' }, ' seed ' + data.seed));
  data.remarks.forEach(remark => main.append(el('p', { class: 'remark' }, el('strong', {}, 'Note: '), remark)));
  main.append(el('dl', { class: 'figures' }, data.figures.map(figure =>
    el('div', {}, el('dt', {}, figure.label), el('dd', { class: 'value' }, figure.value), el('dd', { class: 'detail' }, figure.detail)))));

  /* ---- learning ---- */
  const rounds = data.rounds;
  const failed = rounds.failed.reduce((sum, n) => sum + n, 0);
  const thinned = rounds.round.length < rounds.total ? ' Drawn are ' + rounds.round.length + ' of ' + Page.number(rounds.total) + ' rounds.' : '';
  section('learning', 'Learning',
    failed ? el('p', { class: 'remark' }, el('strong', {}, 'Failures: '), failed + ' client tasks failed and were left out of their rounds.') : null,
    el('div', { class: 'grid' },
      chart({
        title: 'Accuracy per round', note: 'On the test samples. Client mean weighs classes as each client has them.' + thinned,
        label: 'Line chart of accuracy, client mean and macro-F1 per round',
        empty: has(rounds.accuracy) ? null : 'No round was evaluated yet.',
        option: box => lines(box, [
          { name: 'accuracy', points: pairs(rounds.round, rounds.accuracy) },
          { name: 'client mean', points: pairs(rounds.round, rounds.clientMean) },
          { name: 'macro-F1', points: pairs(rounds.round, rounds.macroF1), dashed: true }
        ], { format: value => Math.round(1000 * value) / 10 + ' %', tipFormat: percent }),
        numbers: { headings: ['round', 'accuracy', 'client mean', 'macro-F1'], rows: () => rounds.round.map((round, i) => [round, rounds.accuracy[i], rounds.clientMean[i], rounds.macroF1[i]]).filter(row => !missing(row[1])) }
      }),
      chart({
        title: 'Training loss per round', note: 'Mean over the clients of the round, weighted by their samples.',
        label: 'Line chart of the training loss per round',
        empty: has(rounds.loss) ? null : 'Nothing was trained, so there is no loss.',
        option: box => lines(box, [{ name: 'loss', points: pairs(rounds.round, rounds.loss) }], { format: value => String(Number(value.toPrecision(4))) }),
        numbers: { headings: ['round', 'loss', 'clients', 'failed'], rows: () => rounds.round.map((round, i) => [round, rounds.loss[i], rounds.cohort[i], rounds.failed[i]]) }
      })));

  /* ---- results ---- */
  const holder = el('div', {});
  if (data.conditions.length) {
    section('results', 'Results', conditionsTable(), picker(), holder);
    showCondition(data.conditions[0]);
  }

  function conditionsTable() {
    if (data.conditions.length < 2) return null;
    const patterns = [...new Set(data.conditions.flatMap(c => c.parts.map(part => part.present)))];
    const part = (c, present) => c.parts.find(one => one.present === present);
    return el('div', {},
      el('div', { class: 'card', style: { marginBottom: '1rem' } }, el('h3', {}, 'Test conditions'), el('div', { class: 'scroll' },
        table(['condition', 'samples', 'left out', 'accuracy', 'macro-F1', 'micro-F1', 'AUROC', 'average precision', 'client mean', '± over clients'],
          data.conditions.map(c => [c.name, c.samples, c.leftOut, percent(c.accuracy), percent(c.macroF1), percent(c.microF1), percent(c.auroc), percent(c.averagePrecision), percent(c.clientMean), percent(c.clientStd)])))),
      el('div', { class: 'card', style: { marginBottom: '1rem' } }, el('h3', {}, (data.conditions[0].multiLabel ? 'Macro-F1' : 'Accuracy') + ' by what is left of a sample'), el('div', { class: 'scroll' },
        table(['condition', ...patterns.map(present => Page.squeeze(present, 30))],
          data.conditions.map(c => [c.name, ...patterns.map(present => { const found = part(c, present); return found ? percent(c.multiLabel ? found.macroF1 : found.accuracy) + ' of ' + Page.number(found.samples) : '–'; })])))));
  }

  function picker() {
    if (data.conditions.length < 2) return null;
    const select = el('select', {}, data.conditions.map((c, i) => el('option', { value: i }, c.name)));
    select.addEventListener('change', () => { showCondition(data.conditions[Number(select.value)]); Page.redraw(); });
    return el('label', { class: 'pick' }, 'Condition', select);
  }

  function showCondition(condition) {
    [...holder.children].forEach(child => Page.forget(child));
    const clients = condition.clients;
    const classes = condition.classes;
    const confusion = condition.confusion;
    holder.append(el('div', { class: 'grid' },
      chart({
        title: 'Accuracy per client',
        note: Page.number(clients.total) + ' clients, best first; each class counts as often as the client has it in training.' + (clients.names.length < clients.total ? ' Drawn are ' + clients.names.length + ', evenly spaced.' : '')
          + ' Median ' + percent(clients.quantiles[3]) + ', middle half ' + percent(clients.quantiles[2]) + ' to ' + percent(clients.quantiles[4]) + '.',
        label: 'Bar chart of the local accuracy of each client, from ' + percent(clients.quantiles[6]) + ' down to ' + percent(clients.quantiles[0]),
        empty: clients.total ? null : 'There are no numbers per client.',
        option: box => bars(box, clients.names, clients.local, 'local accuracy', condition.clientMean, i => [[series(0), 'local accuracy', percent(clients.local[i])], [null, 'all test samples', percent(clients.accuracy[i])], [null, 'macro-F1', percent(clients.macroF1[i])], [null, 'average precision', percent(clients.averagePrecision[i])]]),
        numbers: { headings: ['client', 'local accuracy', 'accuracy on all', 'macro-F1', 'average precision'], rows: () => clients.names.map((name, i) => [name, clients.local[i], clients.accuracy[i], clients.macroF1[i], clients.averagePrecision[i]]) }
      }),
      chart({
        title: condition.multiLabel ? 'F1 per class' : 'Accuracy per class', note: classes.total + ' classes, best first.' + (classes.names.length < classes.total ? ' Drawn are ' + classes.names.length + ', evenly spaced.' : ''),
        label: 'Bar chart of the ' + (condition.multiLabel ? 'F1' : 'accuracy') + ' of each class',
        empty: classes.total ? null : 'There are no numbers per class.',
        option: box => bars(box, classes.names, classes.accuracy, condition.multiLabel ? 'F1' : 'accuracy', condition.multiLabel ? condition.macroF1 : condition.accuracy, i => [[series(0), condition.multiLabel ? 'F1' : 'accuracy', percent(classes.accuracy[i])], [null, 'test samples', Page.number(classes.samples[i])]]),
        numbers: { headings: ['class', condition.multiLabel ? 'F1' : 'accuracy', 'samples'], rows: () => classes.names.map((name, i) => [name, classes.accuracy[i], classes.samples[i]]) }
      }),
      chart({
        title: 'Confusion', note: 'Row: true class; column: prediction; colour: share of the row.' + (confusion.names.length < confusion.total ? ' Shown are the ' + confusion.names.length + ' of ' + confusion.total + ' classes with the most errors.' : ''),
        label: 'Heat map of true against predicted classes; the table of the most confused pairs says the same in words',
        renderer: 'canvas', height: heatHeight(confusion.names.length) + 30,
        empty: confusion.total ? null : condition.multiLabel ? 'Samples with several classes have no confusion table.' : 'There is no confusion table.',
        option: box => heat({ box, rows: confusion.names, columns: confusion.names, max: 1, format: percent,
          cells: confusion.counts.map((row, t) => row.map(count => confusion.rowTotals[t] ? count / confusion.rowTotals[t] : 0)),
          tip: (t, p) => Page.number(confusion.counts[t][p]) + ' of ' + Page.number(confusion.rowTotals[t]) }),
        numbers: { headings: ['true \\ predicted', ...confusion.names], rows: () => confusion.counts.map((row, t) => [confusion.names[t], ...row]) }
      }),
      el('div', { class: 'card' }, el('h3', {}, 'Most confused'), condition.confused.length
        ? el('div', { class: 'scroll' }, table(['true class', 'taken for', 'samples', 'share'], condition.confused.map(([t, p, n, total]) => [Page.squeeze(t, 26), Page.squeeze(p, 26), n, percent(n / total)])))
        : el('p', {}, condition.multiLabel ? 'Samples with several classes are not confused one for one.' : 'No sample was taken for another class.'))));
  }

  function bars(box, names, values, name, mean, lookup) {
    const phone = narrow();
    return {
      legend: undefined,
      grid: Object.assign(base().grid, { top: 14 }),
      xAxis: axis({ type: 'category', data: names, label: { rotate: Page.turn(names, phone ? 10 : 18, box.clientWidth - 60), interval: Page.skip(names.length, box.clientWidth - 60, 15), hideOverlap: false, formatter: text => Page.squeeze(text, phone ? 10 : 18) } }),
      yAxis: axis({ type: 'value', min: 0, max: 1, label: { formatter: value => Math.round(100 * value) + ' %' } }),
      tooltip: Object.assign(base().tooltip, { trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: colour('gold'), opacity: .12 } }, formatter: items => tip(names[items[0].dataIndex], lookup(items[0].dataIndex)) }),
      series: [{ name, type: 'bar', data: values.map(value => missing(value) ? '-' : value), itemStyle: { color: series(0), borderRadius: names.length > 80 ? 0 : [2, 2, 0, 0] }, barCategoryGap: names.length > 80 ? 0 : '22%', barMaxWidth: 34,
        markLine: missing(mean) ? undefined : { silent: true, symbol: 'none', data: [{ yAxis: mean }], lineStyle: { color: colour('ink'), type: 'dashed' }, label: { formatter: 'mean ' + percent(mean), position: 'insideEndTop', color: colour('ink'), fontSize: 11 } } }]
    };
  }

  /* ---- own, other and new classes ---- */
  if (data.kinds) classKinds(data.kinds);

  function classKinds(kinds) {
    const meaning = {
      local: 'test samples of the client’s own classes', base: 'all test samples', neighbours: 'test samples of the classes that the client does not have',
      novel: 'test samples of classes that nobody trains on; the choice is among those', harmonicMean: 'of local, base and novel', combinedMean: 'of local and the harmonic mean of base and novel'
    };
    const last = kinds.lastRounds;
    const names = Object.fromEntries(kinds.means.map(mean => [mean.key, mean.name]));
    const shown = Object.keys(kinds.clients.accuracies);
    const share = value => Math.round(1000 * value) / 10 + ' %';
    const several = last.length > 1;
    section('classes', 'Own, other and new classes',
      kinds.leftOut.map(reason => el('p', { class: 'remark' }, el('strong', {}, 'Left out: '), reason + '.')),
      el('div', { class: 'grid' },
        kinds.means.length ? el('div', { class: 'card wide' }, el('h3', {}, 'Means over clients'),
          el('p', {}, 'Each client counts once.' + (several ? ' The deviation is over the rounds ' + last[0] + ' to ' + last[last.length - 1] + ', not over seeds.' : '')
            + (kinds.novelClasses.length ? ' Novel classes: ' + cut(kinds.novelClasses.join(', '), 200) + '.' : '')),
          el('div', { class: 'scroll' }, table(['kind', 'of', 'last round'].concat(several ? ['mean of the last ' + last.length, '± over rounds'] : []),
            kinds.means.map(mean => [mean.name, meaning[mean.key] || '', percent(mean.last)].concat(several ? [percent(mean.mean), percent(mean.deviation)] : []))))) : null,
        shown.length ? chart({
          title: 'Every client', note: Page.number(kinds.clients.total) + ' clients, by falling accuracy on ' + names[shown[0]] + ' classes.' + (kinds.clients.names.length < kinds.clients.total ? ' Drawn are ' + kinds.clients.names.length + ', evenly spaced.' : ''),
          label: 'Points: accuracies of each client by kind of classes', height: 330,
          option: box => points(box, kinds.clients, shown, names),
          numbers: { headings: ['client', ...shown.map(key => names[key])], rows: () => kinds.clients.names.map((name, i) => [name, ...shown.map(key => kinds.clients.accuracies[key][i])]) }
        }) : null,
        kinds.means.length ? chart({
          title: 'Per round', note: 'Means over clients. The last round counts, not the best.',
          label: 'Line chart of the means over clients per round, by kind of classes', height: 330,
          empty: kinds.curves.round.length > 1 ? null : 'Only one round was evaluated.',
          option: box => lines(box, kinds.means.map(mean => ({ name: mean.name, points: pairs(kinds.curves.round, kinds.curves[mean.key]), dashed: /Mean/.test(mean.key) })), { format: share, tipFormat: percent }),
          numbers: { headings: ['round', ...kinds.means.map(mean => mean.name)], rows: () => kinds.curves.round.map((round, i) => [round, ...kinds.means.map(mean => kinds.curves[mean.key][i])]) }
        }) : null,
        kinds.groups.length ? chart({
          title: 'By ' + kinds.groupedBy, wide: true, note: 'Accuracy on the test samples of each ' + kinds.groupedBy + ', mean over clients.',
          label: 'Bar chart of the accuracy by ' + kinds.groupedBy,
          option: box => bars(box, kinds.groups.map(group => group.name), kinds.groups.map(group => group.accuracy), 'accuracy', null, i => [[series(0), 'accuracy', percent(kinds.groups[i].accuracy)], [null, 'test samples', Page.number(kinds.groups[i].samples)]]),
          numbers: { headings: [kinds.groupedBy, 'accuracy', 'samples'], rows: () => kinds.groups.map(group => [group.name, group.accuracy, group.samples]) }
        }) : null));
  }

  function points(box, clients, keys, names) {
    const option = bars(box, clients.names, [], '', null, i => keys.map((key, k) => [series(k), names[key], percent(clients.accuracies[key][i])]));
    const marks = ['circle', 'rect', 'triangle', 'diamond'];
    option.legend = Object.assign(base().legend, { data: keys.map(key => names[key]) });
    option.grid.top = 34;
    option.series = keys.map((key, k) => ({
      name: names[key], type: 'scatter', symbol: marks[k % 4], symbolSize: clients.names.length > 80 ? 4 : 9, itemStyle: { color: series(k), opacity: .85 },
      data: clients.accuracies[key].map(value => missing(value) ? '-' : value)
    }));
    return option;
  }

  /* ---- what the clients measured beside their loss ---- */
  if (data.measured.length) {
    section('measured', 'What the clients measured', el('div', { class: 'grid' }, data.measured.map(measuredChart)));
  }

  function measuredChart(group) {
    const names = group.lines.map(line => line.name);
    return chart({
      title: group.title + ' per round',
      note: 'Mean over the clients that measured it, weighted by samples.'
        + (names.length < group.total ? ' Drawn are the ' + names.length + ' of ' + Page.number(group.total) + ' lines that go furthest from the middle.' : ''),
      label: 'Line chart of the ' + group.name + ' per round: ' + cut(names.join(', '), 200),
      option: box => lines(box, group.lines.map(line => ({ name: line.name, points: pairs(group.round, line.values) })), { format: value => String(Number(value.toPrecision(4))) }),
      numbers: { headings: ['round', ...names], rows: () => group.round.map((round, i) => [round, ...group.lines.map(line => line.values[i])]) }
    });
  }

  /* ---- what the method has to show ---- */
  if (data.drawings.length) {
    section('state', 'What the method learned', el('div', { class: 'grid' }, data.drawings.map(drawing =>
      drawing.kind === 'heat-map' ? heatMap(drawing) : scatter(drawing))));
  }

  function heatMap(drawing) {
    return chart({
      title: drawing.title, note: drawing.note, renderer: 'canvas', height: Math.max(190, drawing.rows.length * 34 + 130),
      label: 'Heat map. ' + drawing.note,
      option: box => heat({ box, rows: drawing.rows, columns: drawing.columns, cells: drawing.values, format: percent, tip: (y, x) => drawing.columns[x] + ': ' + percent(drawing.values[y][x]) }),
      numbers: { headings: ['', ...drawing.columns], rows: () => drawing.values.map((row, y) => [drawing.rows[y], ...row]) }
    });
  }

  function scatter(drawing) {
    return chart({
      title: drawing.title, note: drawing.note, height: 340,
      label: 'Scatter plot. ' + drawing.note,
      option: () => ({
        xAxis: Object.assign(axis({ type: 'value', scale: true, splitLine: { show: false }, axisLabel: { show: false } }), { axisLine: { show: false } }),
        yAxis: Object.assign(axis({ type: 'value', scale: true, splitLine: { show: false }, axisLabel: { show: false } }), { axisLine: { show: false } }),
        tooltip: Object.assign(base().tooltip, { formatter: item => tip(item.seriesName, [[item.color, item.data.name, '']]) }),
        series: drawing.series.map((one, i) => ({
          name: one.name, type: 'scatter', symbol: i === 0 ? 'circle' : 'diamond', symbolSize: i === 0 ? 5 : 13, z: 2 + i,
          data: one.points.map(point => ({ name: point[0], value: [point[1], point[2]] })),
          itemStyle: i === 0 ? { color: series(0), opacity: .6 } : { color: 'transparent', borderColor: series(i), borderWidth: 2 } }))
      }),
      numbers: { headings: ['group', 'point', 'x', 'y'], rows: () => drawing.series.flatMap(one => one.points.map(point => [one.name, ...point])) }
    });
  }

  /* ---- data ---- */
  const population = data.population;
  const map = population.map;
  const sampled = map.clients.length < population.total;
  const rowsNote = population.total ? Page.number(population.total) + ' clients with ' + population.rowQuantiles[0] + ' to ' + Page.number(population.rowQuantiles[4]) + ' rows, median ' + Page.number(population.rowQuantiles[2]) + '.' : '';
  section('data', 'Data of the clients', el('div', { class: 'grid' },
    chart({
      title: 'Clients and classes', wide: true, renderer: 'canvas', height: heatHeight(map.clients.length),
      note: 'Training rows of each client in each class. ' + rowsNote + (sampled ? ' Drawn are ' + map.clients.length + ' clients, evenly spaced from the largest to the smallest.' : '')
        + (map.classes.length < map.totalClasses ? ' Drawn are the ' + map.classes.length + ' most frequent of ' + map.totalClasses + ' classes.' : ''),
      label: 'Heat map of the number of training rows per client and class',
      empty: map.clients.length && map.classes.length ? null : 'The folder does not say which client has which classes.',
      option: box => heat({ box, rows: map.clients, columns: map.classes, cells: map.counts, format: value => Page.number(value), tip: (y, x) => Page.number(map.counts[y][x]) + ' rows' }),
      numbers: { headings: ['client', ...map.classes], rows: () => map.counts.map((row, y) => [map.clients[y], ...row]) }
    }),
    population.presence.missing ? chart({
      title: 'Clients and modalities', wide: true, renderer: 'canvas', height: Math.max(190, population.presence.modalities.length * 34 + 130),
      note: 'Share of each client’s rows that have the modality.' + (sampled ? ' The same clients as above.' : ''),
      label: 'Heat map of the share of rows that have a modality, per client',
      option: box => heat({ box, calm: true, columns: population.presence.clients, rows: population.presence.modalities, max: 1, format: percent,
        cells: population.presence.modalities.map((_, m) => population.presence.shares.map(row => row[m])), tip: (y, x) => percent(population.presence.shares[x][y]) }),
      numbers: { headings: ['client', ...population.presence.modalities], rows: () => population.presence.shares.map((row, y) => [population.presence.clients[y], ...row]) }
    }) : null,
    population.patterns.names.length ? chart({
      title: 'Clients and presence', wide: true,
      note: 'What the rows of each client have, as shares of its rows.' + (sampled ? ' The same clients as above.' : ''),
      label: 'Stacked bars of the shares of rows with each set of modalities, per client',
      option: () => mixes(population.patterns),
      numbers: { headings: ['client', ...population.patterns.names], rows: () => population.patterns.shares.map((row, y) => [population.patterns.clients[y], ...row]) }
    }) : null));

  function mixes(patterns) {
    const option = stacked(patterns.clients, patterns.names.map((name, k) => [name, patterns.shares.map(row => row[k])]), percent, null);
    option.xAxis.name = 'client';
    [].concat(option.yAxis).forEach(scale => { scale.max = 1; });
    return option;
  }

  /* ---- cost ---- */
  const trained = rounds.round.map((round, i) => i).filter(i => rounds.cohort[i] > 0);
  const pick = values => trained.map(i => values[i]);
  const timings = data.timings;
  section('cost', 'Traffic, time and memory', el('div', { class: 'grid three' },
    chart({
      title: 'Bytes per round', note: 'What the clients of the round received and sent; the line adds up both.',
      label: 'Stacked bars of bytes down and up per round with the running total',
      empty: trained.some(i => rounds.bytesDown[i] + rounds.bytesUp[i] > 0) ? null : 'Nothing travelled.',
      option: () => stacked(pick(rounds.round), [['down', pick(rounds.bytesDown)], ['up', pick(rounds.bytesUp)]], bytes, ['in total', pick(rounds.bytesTotal), bytes]),
      numbers: { headings: ['round', 'bytes down', 'bytes up', 'in total'], rows: () => trained.map(i => [rounds.round[i], rounds.bytesDown[i], rounds.bytesUp[i], rounds.bytesTotal[i]]) }
    }),
    chart({
      title: 'Seconds per round', note: 'Wall time of the stages of a round.',
      label: 'Stacked bars of the seconds of training, aggregation and evaluation per round',
      empty: timings.round.length ? null : 'No times were recorded.',
      option: () => stacked(timings.round, [['train', timings.train], ['aggregate', timings.aggregate], ['evaluate', timings.evaluate]], seconds, null),
      numbers: { headings: ['round', 'train s', 'aggregate s', 'evaluate s'], rows: () => timings.round.map((round, i) => [round, timings.train[i], timings.aggregate[i], timings.evaluate[i]]) }
    }),
    chart({
      title: 'Memory', note: 'Resident memory of the process at the end of each round.',
      label: 'Line chart of the resident memory per round',
      empty: has(timings.resident) ? null : 'No memory was recorded.',
      option: box => { const option = lines(box, [{ name: 'memory', points: pairs(timings.round, timings.resident) }], { format: bytes }); option.yAxis.scale = false; option.series.forEach(s => { s.areaStyle = { opacity: .15 }; }); return option; },
      numbers: { headings: ['round', 'resident bytes'], rows: () => timings.round.map((round, i) => [round, timings.resident[i]]) }
    }),
    data.upload.length > 2 ? el('div', { class: 'card' }, el('h3', {}, 'What was sent up'),
      el('p', {}, 'All updates of the run, by kind of parameter; form is header and metrics.'),
      el('div', { class: 'scroll' }, table(['part', 'bytes', 'share'], data.upload.map(([part, sum]) =>
        [part, bytes(sum), percent(sum / data.upload.reduce((all, one) => all + one[1], 0))])))) : null));

  function stacked(categories, parts, format, line) {
    const dense = categories.length > 80;
    const formats = {};
    const list = parts.map(([name, values], i) => {
      formats[name] = format;
      return { name, type: 'bar', stack: 'all', data: values.map(value => missing(value) ? 0 : value), itemStyle: { color: series(i) }, barMaxWidth: 34, barCategoryGap: dense ? 0 : '22%' };
    });
    if (line) {
      formats[line[0]] = line[2];
      list.push({ name: line[0], type: 'line', yAxisIndex: 1, data: line[1], symbol: 'circle', symbolSize: 4, showSymbol: !dense && categories.length <= 30, lineStyle: { width: 2, color: colour('ink'), opacity: .75 }, itemStyle: { color: colour('ink') } });
    }
    return {
      xAxis: axis({ type: 'category', data: categories, name: 'round', nameLocation: 'middle', nameGap: 22 }),
      grid: Object.assign(base().grid, { right: line ? 4 : 14 }),
      yAxis: [axis({ type: 'value', label: { formatter: format } })].concat(line ? [axis({ type: 'value', min: 0, splitLine: { show: false }, label: { formatter: line[2] } })] : []),
      tooltip: Object.assign(base().tooltip, { trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: colour('gold'), opacity: .12 } },
        formatter: items => tip('round ' + items[0].name, items.map(item => [item.color, item.seriesName, formats[item.seriesName](item.value)])) }),
      series: list
    };
  }

  /* ---- method, settings, versions ---- */
  const card = data.card;
  const list = values => values && values.length ? el('ul', {}, values.map(value => el('li', {}, String(value)))) : null;
  const rows = [
    ['id', card.id, 'code'], ['does', card.title], ['source', card.paper], ['rests on', card.fidelity], ['trains', card.placement && String(card.placement).toLowerCase()],
    ['sends', card.sends], ['differs from its source', list(card.deviations)], ['limit case', card.limitCase], ['not combined with', list(card.notCombinedWith)]
  ];
  const known = value => value !== undefined && value !== null && value !== '';
  const options = card.options && Object.keys(card.options).length ? Object.entries(card.options).map(([key, value]) => key + ': ' + (value !== null && typeof value === 'object' ? JSON.stringify(value) : value)) : [];
  const changed = data.settings.filter(line => line.default !== undefined).length;
  section('method', 'Method and settings', el('div', { class: 'grid' },
    el('div', { class: 'card' }, el('h3', {}, 'Method card'), dl(rows.filter(row => known(row[1])).concat(options.length ? [['options', list(options)]] : []))),
    el('div', { class: 'card' }, el('h3', {}, 'Environment'), dl(data.environment.map(([key, value]) => [key, value, /SHA/.test(key) ? 'code' : null]))),
    el('div', { class: 'card wide' }, el('h3', {}, 'Settings'),
      el('p', {}, changed ? 'Marked where federation and training are not at their defaults: ' + changed + (changed === 1 ? ' place.' : ' places.') : 'Federation and training are at their defaults.'),
      el('div', { class: 'tree', tabindex: 0, role: 'region', 'aria-label': 'Settings' }, data.settings.map(line =>
        el('div', {}, '  '.repeat(line.depth), el('span', { class: line.default === undefined ? null : 'changed' }, el('span', { class: 'key' }, line.key + ':'), line.value === undefined ? '' : ' ' + line.value),
          line.default === undefined ? '' : el('span', { class: 'usual' }, '  # default ' + line.default))))),
    data.parameters && data.parameters.length ? el('div', { class: 'card wide' }, el('h3', {}, 'Trained parameters'), el('div', { class: 'scroll' },
      table(['name', 'shape', 'values', 'scope'], data.parameters.map(p => [String(p.name), '[' + (p.shape || []).join(', ') + ']', (p.shape || []).reduce((a, b) => a * b, 1), String(p.scope || '').toLowerCase()])))) : null));

  function dl(entries) {
    return el('dl', { class: 'pairs' }, entries.flatMap(([key, value, kind]) => [el('dt', {}, key), el('dd', { class: kind }, value instanceof Node ? value : String(value))]));
  }

  Page.start();
})();
