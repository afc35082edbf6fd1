import type { ImageRow, Outcome } from "../../outcome/outcome.js";
import type { ImageState } from "../../registry/image-reference.js";
import { compareRegions, displayName, type Region } from "../../registry/region.js";
import { printSpan } from "../../registry/span.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { imageName } from "../image-name.js";
import { section, table } from "../markdown-blocks.js";
import type { Detail } from "./detail.js";

/** The grid of images and regions: where each image can be pulled, and how long that took. */
export function imagesSection({ images }: Outcome, { cell, rows }: Detail): string {
  const regions = images.flatMap((row) => row.regions.map(({ region }) => region));
  const sorted = [...new Set(regions)].toSorted(compareRegions);
  const header = ["Region", ...images.map(({ image }) => markdownCode(imageName(image), cell))];
  const cells = sorted.map((region) => [
    markdownText(displayName(region)),
    ...images.map((row) => imageCell(row, region)),
  ]);
  return section("Images", table(header, cells, rows), isTimed(images) ? SECONDS : "");
}

const SECONDS = "Times count from when the first region had the image.";

function isTimed(images: Outcome["images"]): boolean {
  return images.some(({ regions }) => regions.some(({ seconds }) => seconds !== null && seconds > 0));
}

const SIGNS: Readonly<Record<ImageState, string>> = {
  pullable: "✓",
  pending: "…",
  mismatch: "≠",
  denied: "✗",
  unreachable: "✗",
  unknown: "?",
};

function imageCell({ regions }: ImageRow, region: Region): string {
  const found = regions.find((one) => one.region === region);
  if (found === undefined) return "";
  const time = found.seconds === null ? "" : ` ${printSpan(found.seconds * 1000)}`;
  return `${SIGNS[found.state]} ${found.state}${time}`;
}
