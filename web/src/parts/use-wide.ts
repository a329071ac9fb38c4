// A table where there is room for its columns, cards on a phone: one of the two is drawn, never both.

import { useMediaQuery } from '@mantine/hooks';

/** From this width on, the columns of a list stand side by side (48em: Mantine's `sm`, where its shell folds too). */
export function useWide(): boolean {
  return useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
}
