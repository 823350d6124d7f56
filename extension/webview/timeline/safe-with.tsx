/** What makes a scenario safe, as far as that is known, and the search for more of it. */
import { t } from "../../../language-server/src/base/l10n";
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
				<span>{t`Under its own kernel and options the scenario is safe; this run is ${run.under}.`}</span>
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
		<div class="safe-with" role="group" aria-label={t`What makes it safe`}>
			<Icon name={isKnown ? "safe" : "unknown"} />
			<span>
				{isKnown && <b>{t`Safe with`} </b>}
				{known.map(({ name, changes }) => (
					<span key={name}>
						{t`kernel ${name}`}
						{changes.length > 0 && <span class="changes">: {changes.join(" ")}</span>} ·{" "}
					</span>
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
							{t`${more} more…`}
						</button>
						{" · "}
					</>
				)}
				<span role="status">{statusOf(repairs, found)}</span>
				{searching ? (
					<button type="button" class="link" onClick={actions.stopRepairs}>
						{t`Stop`}
					</button>
				) : (
					!found.complete &&
					!isOutdated(timelines, run) && (
						<button
							type="button"
							class="link"
							title={t`Try changes of the scenario (X)`}
							aria-keyshortcuts="X"
							onClick={actions.findRepairs}
						>
							{found.tried > 0 ? t`Search on` : t`Find repairs`}
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
	if (searching) return `${t`searching, ${counted(tried)} tried…`} `;
	if (tried === 0) return "";
	if (complete) return repairs.length > 0 ? t`${counted(tried)} tried` : t`No repair found: ${counted(tried)} tried`;
	return `${t`${counted(tried)} tried so far`} · `;
}

function counted(changes: number): string {
	return changes === 1 ? t`1 change of kernel or scenario` : t`${changes} changes of kernel or scenario`;
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
			title={[t`Apply: ${title}`, ...changes].join("\n")}
			aria-label={t`Apply: ${title}`}
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
		<Dialog label={t`Repairs`} onClose={onClose}>
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
