import { wrongValue } from "../../../diagnostics/shape-codes.ts";
import type { ConditionKind } from "../condition-kind.ts";
import { isTrue } from "../condition-kind.ts";

export const http: ConditionKind<"http"> = {
  read(at, written) {
    const { url, status = 200 } = typeof written === "string" ? { url: written } : written;
    if (/^https?:\/\//i.test(url) && URL.canParse(url)) return { query: { kind: "http", url, status }, test: isTrue };
    const place = typeof written === "string" ? at : at.within("url");
    const hint = URL.canParse(`http://${url}`) && !url.includes("://") ? `Write "http://${url}"` : undefined;
    const of = { key: place.label, wanted: "a URL with http:// or https://", got: JSON.stringify(url), hint };
    at.report(wrongValue(place.span(), of));
    return undefined;
  },
};
