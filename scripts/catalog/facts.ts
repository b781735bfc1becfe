import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the research facts that the catalogue is made of; every reader names the file it takes. */
export interface Facts {
  json<T>(path: string): T;
  text(path: string): string;
  /** Rows of a CSV file by column name. */
  csv(path: string): Record<string, string>[];
}

export function openFacts(folder: string): Facts {
  const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return {
    text,
    json: <T>(path: string): T => JSON.parse(text(path)) as T,
    csv: (path) => parseCsv(text(path)),
  };
}

/** RFC 4180: quoted fields may hold commas, doubled quotes and line ends. */
export function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  const [header = [], ...body] = rows;
  return body.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
}
