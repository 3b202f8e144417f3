/** Sets a text of somebody else's apart in a prompt, by a fence that the text itself cannot close. */
export function fenced(kind: string, text: string): string {
  return `<data kind="${kind}">\n${text.replace(/<(?=\/?\s*data\b)/gi, '‹')}\n</data>`;
}
