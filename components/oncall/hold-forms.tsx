import { useTranslations } from "next-intl";
import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import styles from "./oncall.module.css";

type Props = { switches: ModuleSwitches; action: string; back: string; formKey: string };

/** The smaller act: nothing moves back, nothing goes forward any more. One form a switch. */
export function HoldForms({ switches, action, back, formKey }: Props) {
  const t = useTranslations("oncall");
  const words = useSwitchWords();
  const free = listOf(switches).filter(({ held }) => !held);
  if (free.length === 0) return null;
  return (
    <div className={styles.holds}>
      <p className="small dim">{t("hold.means")}</p>
      {free.map(({ key, axis }) => (
        <form key={key} method="post" action={`${action}/switches/${key}/hold`} data-insist>
          <input type="hidden" name="back" value={back} />
          <input type="hidden" name="key" value={`${formKey} ${key}`} />
          <button type="submit" className="btn">
            <Icon name="hold" />
            {t("hold.act", { axis: words.axis(axis) })}
          </button>
        </form>
      ))}
    </div>
  );
}
