import { hoursFromNow, marks } from "./harness/marks.js";

export const PULL_REQUEST = "contoso/shop/pr-42";
export const ANOTHER = "contoso/shop/pr-7";

/** One replica of every kind that a selector can meet. */
export const world = {
  registry: {
    replicas: [
      { region: "japaneast" },
      { region: "brazilsouth", tags: marks(PULL_REQUEST) },
      { region: "uksouth", tags: marks(`${PULL_REQUEST},${ANOTHER}`, hoursFromNow(-3)) },
      { region: "eastus", tags: marks(PULL_REQUEST, hoursFromNow(-1)) },
      { region: "northeurope", tags: marks(ANOTHER, hoursFromNow(8)) },
      { region: "canadacentral", tags: { team: "shop" } },
      { region: "southindia", tags: marks(ANOTHER, "tomorrow") },
    ],
  },
};
