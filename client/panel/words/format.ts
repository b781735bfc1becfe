/** Three digits that matter, with thousands separated: 0.0123, 4.56, 78.9, 1,234. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-GB');
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return String(Number(value.toFixed(Math.min(6, digits))));
}

/** Seconds in the unit a person would use: 850 µs, 12.3 ms, 4.56 s, 12 min. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 0.000_999_5) return `${formatNumber(seconds * 1e6)} µs`;
  if (size < 0.999_5) return `${formatNumber(seconds * 1e3)} ms`;
  if (size < 600) return `${formatNumber(seconds)} s`;
  return `${formatNumber(seconds / 60)} min`;
}

/** Bytes as GiB, the unit in which CUDA and nvidia-smi count; small ones as MiB. */
export function formatBytes(bytes: number): string {
  const gib = bytes / 2 ** 30;
  if (Math.abs(gib) >= 0.1) return `${gib.toFixed(1)} GiB`;
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** A share from 0 to 1 as whole per cent; what is there but tiny is not called zero. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–';
  if (share > 0 && share < 0.005) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}

/** How many times: 1.24×, 3.1×, 27×. */
export function formatFactor(factor: number): string {
  if (!Number.isFinite(factor)) return '–';
  if (factor >= 10) return `${Math.round(factor).toLocaleString('en-GB')}×`;
  return `${factor.toFixed(factor < 2 ? 2 : 1)}×`;
}
