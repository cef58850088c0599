import { handle } from "../../../../lib/handle";

export { handle as DELETE, handle as GET, handle as OPTIONS, handle as PATCH, handle as POST };
