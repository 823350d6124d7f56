/** A step that guarded commands cannot say; with the reason. */
export class NotExpressible extends Error {}
