/** Bytes of an element of a tensor; a string has no fixed size. */
export const elementBytes: Readonly<Record<string, bigint>> = {
  TYPE_BOOL: 1n,
  TYPE_UINT8: 1n,
  TYPE_UINT16: 2n,
  TYPE_UINT32: 4n,
  TYPE_UINT64: 8n,
  TYPE_INT8: 1n,
  TYPE_INT16: 2n,
  TYPE_INT32: 4n,
  TYPE_INT64: 8n,
  TYPE_FP16: 2n,
  TYPE_BF16: 2n,
  TYPE_FP32: 4n,
  TYPE_FP64: 8n,
};

/** Bytes of a tensor; undefined where a size or the type leaves them open. */
export function tensorBytes(
  dataType: string | undefined,
  sizes: readonly number[] | undefined,
): bigint | undefined {
  const each =
    dataType !== undefined && Object.hasOwn(elementBytes, dataType) ? elementBytes[dataType] : undefined;
  if (each === undefined || !sizes || sizes.some((size) => !Number.isInteger(size) || size < 0))
    return undefined;
  return sizes.reduce((product, size) => product * BigInt(size), each);
}
