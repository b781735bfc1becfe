/** Takes a request out of a short list. False: it was not there. */
export function remove(list: number[], request: number): boolean {
  const at = list.indexOf(request);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
