// A base map in one file, read by ranges: fetched only where the installation has one.

import { addProtocol } from "maplibre-gl";
import { Protocol } from "pmtiles";

let isAdded = false;

/** Let sources be `pmtiles://…`. */
export function readPmtiles(): Promise<void> {
  if (!isAdded) addProtocol("pmtiles", new Protocol().tile);
  isAdded = true;
  return Promise.resolve();
}
