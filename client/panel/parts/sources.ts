import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Place } from '../../../deployment/places.ts';
import type { Host } from '../host.ts';

/** How values find the text they come from. */
export interface Sources {
  readonly places: readonly Place[];
  readonly reveal?: Host['reveal'];
}

export const SourcesContext = createContext<Sources>({ places: [] });

export const useSources = (): Sources => useContext(SourcesContext);
