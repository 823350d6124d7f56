/** What makes a scenario safe, as far as that is known, and the search for more of it. */
import type { FoundRepair, RepairsResult } from "../../../language-server/src/lsp/protocol/repairs";
import type { TimelineRun, TimelinesResult } from "../../../language-server/src/lsp/protocol/timelines";
import type { FromPanel, ToPanel } from "../messages";
import { Dialog, type DialogProperties } from "./dialogs";
import { Icon } from "./icons";

export type Repairs = Extract<ToPanel, { kind: "repairs" }>;
export type RepairMessage = Extract<FromPanel, { kind: "findRepairs" | "stopRepairs" | "applyRepair" }>;

interface SafeWithProperties {
	readonly timelines: TimelinesResult;
	readonly run: TimelineRun;
	readonly repairs: Repairs | undefined;
	readonly actions: {
		findRepairs(): void;
		stopRepairs(): void;
		applyRepair(title: string): void;
		listRepairs(): void;
	};
}

/** So many are named in one line; of the first one it is said what it changes. */
const MOST = 3;

export function SafeWith({ timelines, run, repairs, actions }: SafeWithProperties) {
	if (run.under !== "" && timelines.safe)
		return (
			<p class="safe-with">
				<Icon name="safe" />
				<span>Under its own kernel and options the scenario is safe; this run is {run.under}.</span>
			</p>
		);
	const found = foundFor(run, repairs);
	if (found === undefined || repairs === undefined) return null;
	const { searching } = repairs;
	const named = found.repairs.slice(0, MOST);
	const known = named.length > 0 ? [] : found.safeUnder;
	const more = found.repairs.length - named.length;
	const isKnown = named.length + known.length > 0;
	return (
		<div class="safe-with" role="group" aria-label="What makes it safe">
			<Icon name={isKnown ? "safe" : "unknown"} />
			<span>
				{isKnown && <b>Safe with </b>}
				{known.map((kernel) => (
					<span key={kernel}>kernel {kernel} · </span>
				))}
				{named.map((repair, index) => (
					<span key={repair.title}>
						<RepairButton repair={repair} onApply={actions.applyRepair} />
						{index === 0 && repair.changes.length > 0 && <span class="changes">: {repair.changes.join(" ")}</span>} ·{" "}
					</span>
				))}
				{more > 0 && (
					<>
						<button type="button" class="link" aria-haspopup="dialog" onClick={actions.listRepairs}>
							{more} more…
						</button>
						{" · "}
					</>
				)}
				<span role="status">{statusOf(repairs, found)}</span>
				{searching ? (
					<button type="button" class="link" onClick={actions.stopRepairs}>
						Stop
					</button>
				) : (
					!found.complete &&
					!isOutdated(timelines, run) && (
						<button type="button" class="link" title="Try changes of the scenario (X)" aria-keyshortcuts="X" onClick={actions.findRepairs}>
							{found.tried > 0 ? "Search on" : "Find repairs"}
						</button>
					)
				)}
			</span>
		</div>
	);
}

/** Whether there is something to search for. */
export function canSearch(timelines: TimelinesResult, run: TimelineRun, repairs: Repairs | undefined): boolean {
	const found = foundFor(run, repairs);
	return found !== undefined && repairs?.searching === false && !found.complete && !isOutdated(timelines, run);
}

function isOutdated({ busy }: TimelinesResult, { stale }: TimelineRun): boolean {
	return busy || stale;
}

/** What is known of the configuration that the run is of. */
function foundFor({ configurationKey, alike }: TimelineRun, repairs: Repairs | undefined): RepairsResult | undefined {
	const { found } = repairs ?? {};
	if (!found || found.configurationKey === "") return undefined;
	const keys = [configurationKey, ...alike.map((other) => other.configurationKey)];
	return keys.includes(found.configurationKey) ? found : undefined;
}

function statusOf({ searching }: Repairs, { tried, complete, repairs }: RepairsResult): string {
	if (searching) return `searching, ${counted(tried)} tried… `;
	if (tried === 0) return "";
	if (complete) return repairs.length > 0 ? `${counted(tried)} tried` : `No repair found: ${counted(tried)} tried`;
	return `${counted(tried)} tried so far · `;
}

function counted(changes: number): string {
	return changes === 1 ? "1 change of kernel or scenario" : `${changes} changes of kernel or scenario`;
}

interface RepairButtonProperties {
	readonly repair: FoundRepair;
	readonly isWhole?: boolean;
	onApply(title: string): void;
}

function RepairButton({ repair: { name, title, changes }, isWhole = false, onApply }: RepairButtonProperties) {
	return (
		<button
			type="button"
			class="link"
			title={[`Apply: ${title}`, ...changes].join("\n")}
			aria-label={`Apply: ${title}`}
			onClick={() => onApply(title)}
		>
			{isWhole ? title : name}
		</button>
	);
}

interface RepairsDialogProperties extends Pick<DialogProperties, "onClose"> {
	readonly repairs: readonly FoundRepair[];
	onApply(title: string): void;
}

/** All repairs, as they are called among the quick fixes. */
export function RepairsDialog({ repairs, onApply, onClose }: RepairsDialogProperties) {
	return (
		<Dialog label="Repairs" onClose={onClose}>
			<ul class="repair-list">
				{repairs.map((repair) => (
					<li key={repair.title}>
						<RepairButton
							repair={repair}
							isWhole={true}
							onApply={(title) => {
								onApply(title);
								onClose();
							}}
						/>
						{repair.changes.length > 0 && <p class="changes">{repair.changes.join(" ")}</p>}
					</li>
				))}
			</ul>
		</Dialog>
	);
}
