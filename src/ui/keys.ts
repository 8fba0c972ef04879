/** Every key of a chorus, in a person’s words. Whoever adds a key adds it here. */

type Row = readonly [what: string, ...keys: readonly string[]]

export const keyGroups: readonly (readonly [title: string, rows: readonly Row[]])[] = [
  [
    'Board',
    [
      ['New glyph', 'N'],
      ['New glyph where you point', 'Double click'],
      ['From card to card', 'Tab'],
      ['Open the card', 'Enter'],
      ['Move the card', '←', '↑', '→', '↓'],
      ['Shatter the card', 'Delete'],
      ['Undo what you did', 'Ctrl + Z'],
      ['Redo it', 'Ctrl + Y'],
      ['The board as it was', 'T'],
      ['Select several', 'Shift + drag'],
    ],
  ],
  [
    'Glyph',
    [
      ['Send the title', 'Enter'],
      ['Undo what you wrote in the body', 'Ctrl + Z'],
      ['Who wrote this', 'Alt + W'],
      ['Close the panel, back to the card', 'Esc'],
    ],
  ],
  [
    'Everywhere',
    [
      ['To the next control', 'Tab'],
      ['These keys', '?'],
      ['Close what is open', 'Esc'],
    ],
  ],
]
