import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { OAV_FOLDER } from "../programs/installed.js";
import { PROJECT_ROOT } from "../programs/project-root.js";
import type { Pair, Verdict } from "./swagger.js";

/** A script: `<file of pairs> <file of verdicts>`. oav prints what it likes, so the verdicts go to a file. */

/** As much of oav as is used here. */
interface Oav {
  readonly LiveValidator: new (options: object) => LiveValidator;
}
interface LiveValidator {
  initialize(): Promise<void>;
  validateLiveRequestResponse(pair: object): Promise<Readonly<Record<Side, Judgement>>>;
}
type Side = "requestValidationResult" | "responseValidationResult";
interface Judgement {
  readonly isSuccessful?: boolean;
  readonly operationInfo?: { readonly operationId: string; readonly apiVersion: string };
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly pathsInPayload: readonly string[];
  }[];
  readonly runtimeException?: { readonly message: string };
}

const { LiveValidator }: Oav = createRequire(join(OAV_FOLDER, "package.json"))(
  "./dist/lib/liveValidation/liveValidator.js",
);
const validator = new LiveValidator({
  directory: join(PROJECT_ROOT, "__tests__/witness/swagger"),
  swaggerPathsPattern: ["**/containerregistry.json"],
  git: { shouldClone: false },
  loadValidatorInBackground: false,
  checkUnderFileRoot: false,
});
await validator.initialize();

const [, , asked = "", answered = ""] = process.argv;
const pairs: readonly Pair[] = JSON.parse(readFileSync(asked, "utf8"));
const verdicts: Verdict[] = [];
for (const pair of pairs) {
  const { requestValidationResult: request, responseValidationResult: response } =
    await validator.validateLiveRequestResponse(liveOf(pair));
  verdicts.push({
    operation: request.operationInfo?.operationId ?? null,
    requestProblems: problemsOf(request),
    answerProblems: problemsOf(response),
  });
}
writeFileSync(answered, JSON.stringify(verdicts));

/** Without a body is something else than with an empty one. */
function liveOf({ method, url, requestBody, status, headers, responseBody }: Pair): object {
  const body = (value: unknown) => (value === "" || value === undefined ? {} : { body: value });
  return {
    liveRequest: { method, url, headers: { "content-type": "application/json" }, ...body(requestBody) },
    liveResponse: { statusCode: String(status), headers, ...body(responseBody) },
  };
}

function problemsOf({ isSuccessful, errors, runtimeException }: Judgement): readonly string[] {
  if (runtimeException !== undefined) return [runtimeException.message];
  const said = errors.map(({ code, message, pathsInPayload }) => `${code} at ${pathsInPayload}: ${message}`);
  return isSuccessful === true || said.length > 0 ? said : ["it was not judged"];
}
