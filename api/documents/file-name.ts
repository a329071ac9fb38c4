/** What a file of that number is called: a number may hold a slash; a file name may not. */
export function fileNameOf(number: string): string {
  return number.replaceAll(/[^\w+-]/gu, '_');
}
