/** Natural Earth's land, which the package ships without types. */
declare module "world-atlas/land-110m.json" {
  import type { GeometryCollection, Topology } from "topojson-specification";

  const atlas: Topology<{ readonly land: GeometryCollection }>;
  export default atlas;
}
