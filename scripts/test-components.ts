import { configure } from "@testing-library/react";
import { SOON } from "./test-patience.ts";

configure({ asyncUtilTimeout: SOON.timeout });
