// A prompt is a French text file with blanks: {{name}}. What fills a blank is a short word of the program's, never a
// text from the data.

/** @throws Error when a blank has no word: a prompt with a hole is a bug. */
export function fillPrompt(template: string, words: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_blank, name: string) => {
    const word = words[name];
    if (word === undefined) throw new Error(`the prompt asks for ${name}`);
    // One line, without what could pass for another part of the prompt.
    return word.replace(/[\r\n{}#`]/g, ' ').slice(0, 200);
  });
}
