import type { Axis, Chart } from './section.ts';

const [WIDTH, HEIGHT] = [720, 360];
const PLOT = { left: 70, right: 520, top: 44, bottom: 310 };
/** Told apart in print and by people who see few colours. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];

interface Scale {
  at(value: number): number;
  ticks: number[];
}

/** The chart as SVG, readable on white and on dark pages. */
export function drawChart(chart: Chart): string {
  const points = chart.lines.flatMap(line => line.points);
  const x = scaleOf(
    chart.x,
    points.map(([value]) => value),
    [PLOT.left, PLOT.right],
  );
  const y = scaleOf(
    chart.y,
    points.map(([, value]) => value),
    [PLOT.bottom, PLOT.top],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(chart.title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(PLOT.left, 22, chart.title, 'font-size="15"'),
    ...x.ticks.map(tick => text(x.at(tick), PLOT.bottom + 18, shortNumber(tick), 'text-anchor="middle"')),
    ...y.ticks.flatMap(tick => [
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${fixed(y.at(tick))}" y2="${fixed(y.at(tick))}" stroke="#ddd"/>`,
      text(PLOT.left - 8, y.at(tick) + 4, shortNumber(tick), 'text-anchor="end"'),
    ]),
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 12, chart.x.title, 'text-anchor="middle"'),
    text(
      0,
      0,
      chart.y.title,
      `text-anchor="middle" transform="translate(16 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)"`,
    ),
    ...chart.lines.flatMap((line, index) => {
      const colour = COLOURS[index % COLOURS.length];
      const path = line.points.map(([px, py]) => `${fixed(x.at(px))},${fixed(y.at(py))}`).join(' ');
      return [
        `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...line.points.map(
          ([px, py]) => `<circle cx="${fixed(x.at(px))}" cy="${fixed(y.at(py))}" r="3" fill="${colour}"/>`,
        ),
        `<rect x="${PLOT.right + 16}" y="${PLOT.top + index * 20}" width="12" height="12" fill="${colour}"/>`,
        text(PLOT.right + 34, PLOT.top + 10 + index * 20, line.name),
      ];
    }),
    '</svg>\n',
  ].join('\n');
}

function scaleOf({ isLogarithmic }: Axis, values: readonly number[], [from, to]: [number, number]): Scale {
  const ticks = isLogarithmic ? logarithmicTicks(values) : linearTicks(values);
  const place = isLogarithmic
    ? (value: number) => Math.log10(Math.max(value, ticks[0] ?? 1))
    : (value: number) => value;
  const [low, high] = [place(ticks[0] ?? 0), place(ticks.at(-1) ?? 1)];
  return { ticks, at: value => from + ((place(value) - low) / (high - low || 1)) * (to - from) };
}

function logarithmicTicks(values: readonly number[]): number[] {
  const positive = values.filter(value => value > 0);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...positive))), low + 1);
  return Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step));
}

function linearTicks(values: readonly number[]): number[] {
  const most = Math.max(...values, 1e-9);
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough) ?? rough;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

function shortNumber(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 4 });
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" fill="#222" ${more}>${escaped(content)}</text>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
