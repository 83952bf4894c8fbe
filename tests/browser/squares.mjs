// A GeoJSON of squares, one a council of a site's ratings.csv, whose property has a name that would act.
import { readFileSync } from "node:fs";
const codes = readFileSync(process.argv[2], "utf8").trim().split("\n").slice(1).map((line) => line.split(",")[0]);
const features = codes.map((code, at) => {
  const [west, south] = [200000 + (at % 13) * 20000, 100000 + Math.floor(at / 13) * 20000];
  const [east, north] = [west + 20000, south + 20000];
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return {
    type: "Feature",
    properties: { "</script><img src=x onerror=document.title=1>": code },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
});
console.log(JSON.stringify({ type: "FeatureCollection", features }));
