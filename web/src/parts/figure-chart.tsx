// A small chart of one figure: bars for a ranking, a line for months. The answer says the same in words, so that
// the drawing is one picture with a name.

import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import type { Series } from '../figure-table.ts';

type ChartProps = { series: Series; title: string; format: (value: number) => string };

const BAR_HEIGHT = 26;
/** A name that takes several lines beside its bar. */
const LONG_LABEL = 22;
const TALL_BAR_HEIGHT = 44;
const AXIS_HEIGHT = 40;

export function FigureChart({ series: { points, kind }, title, format }: ChartProps) {
  const data = points.map(({ label, value }) => ({ label, value }));
  const barHeight = points.some(({ label }) => label.length > LONG_LABEL) ? TALL_BAR_HEIGHT : BAR_HEIGHT;
  const shared = {
    data,
    dataKey: 'label',
    valueFormatter: format,
    withTooltip: true,
    withDots: true,
    tickLine: 'none',
    gridAxis: 'none',
  } as const;
  return (
    <figure className="vigie-chart" role="img" aria-label={`${title}, en image : les mêmes chiffres que la réponse`}>
      {kind === 'months' ? (
        <LineChart
          {...shared}
          h={180}
          series={[{ name: 'value', label: title, color: 'marine.6' }]}
          lineChartProps={{ accessibilityLayer: false }}
        />
      ) : (
        <BarChart
          {...shared}
          h={points.length * barHeight + AXIS_HEIGHT}
          orientation="vertical"
          series={[{ name: 'value', label: title, color: 'marine.6' }]}
          yAxisProps={{ width: 210, interval: 0 }}
          barProps={{ barSize: 12, radius: 2 }}
          barChartProps={{ accessibilityLayer: false }}
        />
      )}
    </figure>
  );
}
