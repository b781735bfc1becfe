/** A point of a plot of predicted against measured. */
export interface PlotPoint {
  readonly measured: number;
  readonly predicted: number;
  readonly series: string;
}

const size = 420;
const margin = { left: 62, right: 24, top: 30, bottom: 46 };
/** Okabe and Ito's colours, told apart by colour-blind readers. */
const colours: Readonly<Record<string, string>> = {
  'tensorrt-llm': '#0072b2',
  vllm: '#d55e00',
  sglang: '#009e73',
};
const colourOf = (series: string): string => colours[series] ?? '#cc79a7';

/** Predicted against measured on logarithmic axes, as an SVG that stands on its own in light and dark pages. */
export function scatter(title: string, unit: string, points: readonly PlotPoint[]): string {
  const values = points.flatMap(({ measured, predicted }) => [measured, predicted]);
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const width = size - margin.left - margin.right;
  const height = size - margin.top - margin.bottom;
  const x = (value: number): number => margin.left + (width * (Math.log10(value) - low)) / (high - low);
  const y = (value: number): number =>
    margin.top + height - (height * (Math.log10(value) - low)) / (high - low);
  const at = (value: number): string => value.toFixed(1);
  const series = [...new Set(points.map((point) => point.series))].sort();
  const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const label = (value: number): string =>
    value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : String(value);
  const dots = series.map((name) => {
    const path = points
      .filter((point) => point.series === name)
      .map((point) => `M${at(x(point.measured))} ${at(y(point.predicted))}h0`)
      .join('');
    return `<path d="${path}" stroke="${colourOf(name)}" stroke-width="3.2" stroke-linecap="round" stroke-opacity=".45"/>`;
  });
  const diagonal = (factor: number): string => {
    const [from, to] = [10 ** low, 10 ** high];
    const clipped = factor >= 1 ? [from, to / factor] : [from / factor, to];
    return `M${at(x(clipped[0]!))} ${at(y(clipped[0]! * factor))}L${at(x(clipped[1]!))} ${at(y(clipped[1]! * factor))}`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" font-family="system-ui,sans-serif" font-size="11">`,
    `<title>${title}: predicted against measured</title>`,
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<g fill="none" stroke="#ddd">${decades.map((value) => `<path d="M${at(x(value))} ${margin.top}v${height}M${margin.left} ${at(y(value))}h${width}"/>`).join('')}</g>`,
    `<g fill="none"><path d="${diagonal(1)}" stroke="#333"/><path d="${diagonal(1.3)}${diagonal(1 / 1.3)}" stroke="#888" stroke-dasharray="4 3"/></g>`,
    `<g fill="none">${dots.join('')}</g>`,
    `<g fill="#333" text-anchor="middle">${decades.map((value) => `<text x="${at(x(value))}" y="${size - margin.bottom + 15}">${label(value)}</text>`).join('')}<text x="${margin.left + width / 2}" y="${size - 12}">measured, ${unit}</text></g>`,
    `<g fill="#333" text-anchor="end">${decades.map((value) => `<text x="${margin.left - 5}" y="${at(y(value) + 4)}">${label(value)}</text>`).join('')}</g>`,
    `<text fill="#333" text-anchor="middle" transform="translate(14 ${margin.top + height / 2}) rotate(-90)">predicted, ${unit}</text>`,
    `<text fill="#111" x="${margin.left}" y="18" font-size="13" font-weight="600">${title}</text>`,
    ...series.map(
      (name, index) =>
        `<circle cx="${margin.left + 12}" cy="${margin.top + 14 + 16 * index}" r="3.5" fill="${colourOf(name)}"/><text fill="#333" x="${margin.left + 20}" y="${margin.top + 18 + 16 * index}">${name}</text>`,
    ),
    '</svg>\n',
  ].join('\n');
}
