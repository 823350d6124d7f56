/** What makes a scenario safe, as far as that is known. */
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import { Icon } from "./icons";

interface SafeWithProperties {
	readonly timelines: TimelinesResult;
	readonly run: TimelineRun;
}

export function SafeWith({ timelines, run }: SafeWithProperties) {
	const isAsWritten = run.under === "";
	if (isAsWritten || !timelines.safe) return null;
	return (
		<p class="safe-with">
			<Icon name="safe" />
			<span>As written the scenario is safe; this run is under another configuration.</span>
		</p>
	);
}
