// How Vigie looks: quiet, dense, one blue; red and amber are kept for what is grave.

import { createTheme, type MantineColorsTuple } from '@mantine/core';

const marine: MantineColorsTuple = [
  '#eef3f9',
  '#dbe5f0',
  '#b5c9df',
  '#8baccf',
  '#6a94c1',
  '#4f7db0',
  '#3c6899',
  '#2c527d',
  '#1d3a5f',
  '#122843',
];

const systemFonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: 'marine',
  primaryShade: { light: 7, dark: 6 },
  colors: { marine },
  fontFamily: systemFonts,
  headings: { fontFamily: systemFonts, fontWeight: '600' },
  defaultRadius: 'sm',
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: 'pointer',
});
