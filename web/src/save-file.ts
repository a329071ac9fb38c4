// A file that the API has answered, given to the browser to keep.

export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of it once the click is handled.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
