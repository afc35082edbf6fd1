import type { CloudName } from "./clouds.js";

/** One region as `GET /subscriptions/{s}/locations` describes it. */
export interface AzureRegion {
  readonly displayName: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly geographyGroup: string;
  readonly kind: "production" | "canary" | "stage";
}

type Row = readonly [displayName: string, latitude: string, longitude: string, geographyGroup: string];

// Display names and coordinates as the public locations API gave them in March 2026.
const PRODUCTION: readonly Row[] = [
  ["Australia Central", "-35.3075", "149.1244", "Asia Pacific"],
  ["Australia Central 2", "-35.3075", "149.1244", "Asia Pacific"],
  ["Australia East", "-33.86", "151.2094", "Asia Pacific"],
  ["Australia Southeast", "-37.8136", "144.9631", "Asia Pacific"],
  ["Austria East", "48.2092056", "16.3727779", "Europe"],
  ["Belgium Central", "50.84553528", "4.355707169", "Europe"],
  ["Brazil South", "-23.55", "-46.633", "South America"],
  ["Brazil Southeast", "-22.90278", "-43.2075", "South America"],
  ["Canada Central", "43.653", "-79.383", "Canada"],
  ["Canada East", "46.817", "-71.217", "Canada"],
  ["Central India", "18.5822", "73.9197", "Asia Pacific"],
  ["Central US", "41.5908", "-93.6208", "US"],
  ["Chile Central", "-33.447487", "-70.673676", "South America"],
  ["Denmark East", "55.67594", "12.56553", "Europe"],
  ["East Asia", "22.267", "114.188", "Asia Pacific"],
  ["East US", "37.3719", "-79.8164", "US"],
  ["East US 2", "36.6681", "-78.3889", "US"],
  ["France Central", "46.3772", "2.373", "Europe"],
  ["France South", "43.8345", "2.1972", "Europe"],
  ["Germany North", "53.073635", "8.806422", "Europe"],
  ["Germany West Central", "50.110924", "8.682127", "Europe"],
  ["Indonesia Central", "-6.2", "106.816666", "Asia Pacific"],
  ["Israel Central", "31.2655698", "33.4506633", "Middle East"],
  ["Italy North", "45.46888", "9.18109", "Europe"],
  ["Japan East", "35.68", "139.77", "Asia Pacific"],
  ["Japan West", "34.6939", "135.5022", "Asia Pacific"],
  ["Jio India Central", "21.146633", "79.08886", "Asia Pacific"],
  ["Jio India West", "22.470701", "70.05773", "Asia Pacific"],
  ["Korea Central", "37.5665", "126.978", "Asia Pacific"],
  ["Korea South", "35.1796", "129.0756", "Asia Pacific"],
  ["Malaysia West", "3.140853", "101.693207", "Asia Pacific"],
  ["Mexico Central", "20.588818", "-100.389888", "Mexico"],
  ["New Zealand North", "-36.84853", "174.76349", "Asia Pacific"],
  ["North Central US", "41.8819", "-87.6278", "US"],
  ["North Europe", "53.3478", "-6.2597", "Europe"],
  ["Norway East", "59.913868", "10.752245", "Europe"],
  ["Norway West", "58.969975", "5.733107", "Europe"],
  ["Poland Central", "52.23334", "21.01666", "Europe"],
  ["Qatar Central", "25.551462", "51.439327", "Middle East"],
  ["South Africa North", "-25.73134", "28.21837", "Africa"],
  ["South Africa West", "-34.075691", "18.843266", "Africa"],
  ["South Central US", "29.4167", "-98.5", "US"],
  ["Southeast Asia", "1.283", "103.833", "Asia Pacific"],
  ["South India", "12.9822", "80.1636", "Asia Pacific"],
  ["Spain Central", "40.4259", "-3.4209", "Europe"],
  ["Sweden Central", "60.67488", "17.14127", "Europe"],
  ["Switzerland North", "47.451542", "8.564572", "Europe"],
  ["Switzerland West", "46.204391", "6.143158", "Europe"],
  ["UAE Central", "24.466667", "54.366669", "Middle East"],
  ["UAE North", "25.266666", "55.316666", "Middle East"],
  ["UK South", "50.941", "-0.799", "UK"],
  ["UK West", "53.427", "-3.084", "UK"],
  ["West Central US", "40.89", "-110.234", "US"],
  ["West Europe", "52.3667", "4.9", "Europe"],
  ["West India", "19.088", "72.868", "Asia Pacific"],
  ["West US", "37.783", "-122.417", "US"],
  ["West US 2", "47.233", "-119.852", "US"],
  ["West US 3", "33.448376", "-112.074036", "US"],
];

const CANARY: readonly Row[] = [
  ["Central US EUAP", "41.5908", "-93.6208", "US"],
  ["East US 2 EUAP", "36.6681", "-78.3889", "US"],
];

const STAGE: readonly Row[] = [
  ["East US STG", "37.3719", "-79.8164", "US"],
  ["South Central US STG", "29.4167", "-98.5", "US"],
];

const SOVEREIGN: Readonly<Record<Exclude<CloudName, "AzureCloud">, readonly string[]>> = {
  AzureUSGovernment: ["USGov Virginia", "USGov Arizona", "USGov Texas", "USDoD East", "USDoD Central"],
  AzureChinaCloud: ["China East 2", "China East 3", "China North 2", "China North 3"],
};

/** Every region of a cloud, stage ones included. */
export function regionsOf(cloud: CloudName): readonly AzureRegion[] {
  if (cloud !== "AzureCloud")
    return SOVEREIGN[cloud].map((name) => regionOf([name, "0", "0", ""], "production"));
  return [
    ...PRODUCTION.map((row) => regionOf(row, "production")),
    ...CANARY.map((row) => regionOf(row, "canary")),
    ...STAGE.map((row) => regionOf(row, "stage")),
  ];
}

/** Display names of the regions that offer replications where a world does not say otherwise. */
export function offeredRegions(cloud: CloudName): readonly string[] {
  return regionsOf(cloud)
    .filter((region) => region.kind !== "stage")
    .map((region) => region.displayName);
}

function regionOf(row: Row, kind: AzureRegion["kind"]): AzureRegion {
  const [displayName, latitude, longitude, geographyGroup] = row;
  return { displayName, latitude, longitude, geographyGroup, kind };
}
