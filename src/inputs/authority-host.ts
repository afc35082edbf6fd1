import { CLOUD_HOSTS, CLOUD_NAMES, type CloudName } from "../registry/cloud-name.js";
import { alternatives, quote } from "./quote.js";
import { type Form, fault } from "./value.js";

/** The cloud of an authority, as Azure's libraries read it from `AZURE_AUTHORITY_HOST`: a URL or a bare host. */
export const authorityHostForm: Form<CloudName> = (value) => {
  const text = value.kind === "scalar" ? value.text.trim().toLowerCase() : "";
  const host = text.replace(/^https:\/\//, "").replace(/\/$/, "");
  const cloud = CLOUD_NAMES.find((name) => CLOUD_HOSTS[name].authorities.includes(host));
  if (cloud !== undefined) return { value: cloud };
  const hosts = CLOUD_NAMES.map((name) => `https://${CLOUD_HOSTS[name].authorities[0]}`);
  return fault(
    value,
    `${quote(value)} is not the authority of a cloud that this action knows. Set the variable to ${alternatives(hosts)}, or set the input \`cloud\`.`,
  );
};
