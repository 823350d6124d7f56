import { t } from "../../base/l10n";
import { quantity } from "../../base/quantities";
import { isBusy, isFresh, knownOf, type Snapshot } from "../workspace/snapshot";

/** What there is to say about a document in a few words. */
export interface Status {
	/** Such as `2 races, 1 safe`. */
	readonly text: string;
	/** True while a search for it runs. */
	readonly busy: boolean;
}

export function status(snapshot: Snapshot): Status {
	const counts = new Map<string, number>();
	const count = (what: string): void => {
		counts.set(what, (counts.get(what) ?? 0) + 1);
	};
	for (const scenario of snapshot.scenarios) {
		const known = knownOf(scenario);
		count(known.kind === "found" ? known.outcome.verdict : known.kind);
		for (const { met, outcome } of scenario.judgments) if (met === false && outcome && isFresh(scenario, outcome)) count("unmet");
	}
	const number = (what: string): number => counts.get(what) ?? 0;
	const parts = [
		number("race") > 0 && quantity(number("race"), "race"),
		number("hang") > 0 && quantity(number("hang"), "hang"),
		number("safe") > 0 && t`${number("safe")} safe`,
		number("inconclusive") > 0 && t`${number("inconclusive")} inconclusive`,
		number("unchecked") > 0 && t`${number("unchecked")} not checked`,
		number("unmet") > 0 && t`${quantity(number("unmet"), "expectation")} not met`,
	].filter((part) => part !== false);
	const busy = isBusy(snapshot);
	const nothing = snapshot.scenarios.length === 0 ? t`No scenarios` : busy ? t`Checking` : t`Nothing checked`;
	return { text: parts.length > 0 ? parts.join(", ") : nothing, busy };
}
