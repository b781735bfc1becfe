/** The prompts of a step, and how many tokens of each: typed arrays that are used again for every step. */
export class PromptPass {
  length = 0;
  private requests = new Int32Array(16);
  private tokens = new Int32Array(16);

  clear(): void {
    this.length = 0;
  }

  add(request: number, tokens: number): void {
    if (this.length === this.requests.length) this.widen();
    this.requests[this.length] = request;
    this.tokens[this.length++] = tokens;
  }

  requestAt(place: number): number {
    return this.requests[place]!;
  }

  tokensAt(place: number): number {
    return this.tokens[place]!;
  }

  private widen(): void {
    const [requests, tokens] = [this.requests, this.tokens];
    this.requests = new Int32Array(2 * requests.length);
    this.tokens = new Int32Array(2 * requests.length);
    this.requests.set(requests);
    this.tokens.set(tokens);
  }
}
