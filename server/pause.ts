/** Runs `action` once nothing has asked for it for `milliseconds`. */
export class Pause {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => void,
  ) {}

  restart(): void {
    this.stop();
    this.timer = setTimeout(this.action, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
