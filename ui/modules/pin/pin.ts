// A pin that is moved by metres and can be moved back. Pure: knows no page and no map. Points are [longitude, latitude].

export type Point = readonly [longitude: number, latitude: number];

export const EARTH_RADIUS_METRES = 6_371_008.8;
const METRES_PER_DEGREE = (Math.PI * EARTH_RADIUS_METRES) / 180;
const SAME_PLACE_METRES = 0.5;

/** The point so many metres east and north of another. */
export function move([longitude, latitude]: Point, east: number, north: number): Point {
  const squeeze = Math.max(Math.cos((latitude * Math.PI) / 180), 0.01);
  return [longitude + east / (METRES_PER_DEGREE * squeeze), latitude + north / METRES_PER_DEGREE];
}

/** Great-circle metres between two points, as the house itself counts them. */
export function distance([longitude, latitude]: Point, [otherLongitude, otherLatitude]: Point): number {
  const rad = Math.PI / 180;
  const halfLat = ((otherLatitude - latitude) * rad) / 2;
  const halfLon = ((otherLongitude - longitude) * rad) / 2;
  const share = Math.sin(halfLat) ** 2 + Math.cos(latitude * rad) * Math.cos(otherLatitude * rad) * Math.sin(halfLon) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(Math.min(1, share)));
}

/** A ring of points so many metres around one: the circle a device is believed to be within. */
export function ring(centre: Point, metres: number, corners = 48): Point[] {
  return Array.from({ length: corners + 1 }, (_, corner) => {
    const angle = (2 * Math.PI * (corner % corners)) / corners;
    return move(centre, metres * Math.cos(angle), metres * Math.sin(angle));
  });
}

/** Metres as a person says them: whole up to twenty, then tens, then hundreds. */
export function tellMetres(metres: number): number {
  const step = metres <= 20 ? 1 : metres <= 200 ? 10 : 100;
  return Math.round(metres / step) * step;
}

/** Where the pin stands, where it began, and the way between. */
export class Pin {
  private readonly way: Point[] = [];
  private here: Point;

  constructor(readonly start: Point) {
    this.here = start;
  }

  get at(): Point {
    return this.here;
  }

  get canUndo(): boolean {
    return this.way.length > 0;
  }

  /** Whether it stands elsewhere than where it began: only then it is a claim of its own. */
  get isMoved(): boolean {
    return distance(this.start, this.here) > SAME_PLACE_METRES;
  }

  moveTo(point: Point): void {
    this.way.push(this.here);
    this.here = point;
  }

  step(east: number, north: number): void {
    this.moveTo(move(this.here, east, north));
  }

  undo(): void {
    this.here = this.way.pop() ?? this.here;
  }
}
