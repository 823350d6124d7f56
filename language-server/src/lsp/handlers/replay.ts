/** Replays of scenarios in the client's debugger. */
import { ErrorCodes } from "vscode-languageserver";
import { runReaching } from "../../service/runs/reach";
import { replayable } from "../../service/runs/replayable";
import type { ServerContext } from "../context";
import { type Dispatcher, failed, refused } from "../dispatcher";
import { replayEndNotification, replayEvaluateRequest, replayMomentRequest, replayStartRequest } from "../protocol/replay";
import { Replays } from "../replays";

export function answerReplay(dispatcher: Dispatcher, { workspace, settings, checks, searches }: ServerContext): void {
	const replays = new Replays();

	dispatcher.answer(replayStartRequest, failed, async ({ textDocument: { uri }, position, run, reach }, token) => {
		const view = await checks.final(uri, token);
		if (view === undefined) return refused(`${uri} is not open`, ErrorCodes.InvalidParams);
		const { snapshot, convert } = view;
		const offset = view.offset(position);
		if (reach === undefined) {
			const found = replayable(snapshot, offset, run);
			if (typeof found === "string") return refused(found);
			return replays.start(found.named, found.run, found.headline, (place) => convert.location(place));
		}
		const found = await runReaching(
			snapshot,
			offset,
			reach,
			(text, scenario) => workspace.variant(uri, text, scenario),
			(system) => searches.result(system, settings.of(uri).limits, token),
		);
		if (typeof found === "string") return refused(found);
		return replays.start(found.named, found.run, found.about, (place) => convert.location(found.locate(place)));
	});
	dispatcher.answer(replayMomentRequest, null, (params) => replays.moment(params));
	dispatcher.answer(replayEvaluateRequest, { problem: "this cannot be evaluated" }, (params) => replays.evaluate(params));
	dispatcher.hear(replayEndNotification, ({ session }) => replays.end(session));
}
