/** Something wrong in an expression's text, with what to write instead. */
export class ExpressionFault extends Error {
  /** Position in the text, counted from 0; the message counts characters from 1. */
  readonly at: number;

  constructor(at: number, message: string) {
    super(`character ${at + 1}: ${message}`);
    this.name = "ExpressionFault";
    this.at = at;
  }
}
