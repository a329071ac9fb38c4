// A few figures under their names, side by side: what heads a page, a card or a panel.

import type { ReactNode } from 'react';

type FigureListProps = {
  figures: readonly (readonly [label: string, figure: ReactNode])[];
  /** What the figures head: large over a page, dense in a card. */
  className: string;
};

export function FigureList({ figures, className }: FigureListProps) {
  return (
    <dl className={className}>
      {figures.map(([label, figure]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}
