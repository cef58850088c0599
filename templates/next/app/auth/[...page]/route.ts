import { handle } from "../../../lib/handle";

export { handle as GET };
