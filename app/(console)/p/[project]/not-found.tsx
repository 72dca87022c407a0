import { Missing } from "@/components/shell/missing.tsx";

export default Missing;
