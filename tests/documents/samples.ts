import type { ConsentCertificate } from "../../server/documents/consent-certificate.ts";
import type { EnrolmentLetter } from "../../server/documents/enrolment-letter.ts";
import type { PrintedRecord } from "../../server/documents/record-print.ts";

const terms = [
  "第1条（目的）この規約は、医療機関情報セキュリティ支援事業（以下「本事業」といいます。）に参加する医療機関（以下「参加機関」といいます。）と事務局との間の、本事業の利用に関する条件を定めるものです。",
  "第2条（参加の資格）参加機関は、本事業の対象となる医療機関であって、事務局が参加を認めたものとします。参加機関は、担当者を一名以上定め、その氏名・所属・連絡先を事務局に届け出るものとします。",
  "第3条（電子証明書の管理）担当者は、事務局が発行した電子証明書（Client Certificate、PKCS#12形式）とパスワードを、第三者に使わせてはなりません。紛失・盗難・漏えいのおそれがあるときは、直ちに事務局へ連絡してください。",
  "第4条（情報の取扱い）事務局は、参加機関から提供された情報を、本事業の目的の範囲内でのみ利用し、参加機関の同意なく第三者に提供しません。ただし、法令に基づく場合は、この限りではありません。",
  "第5条（調査への協力）参加機関は、システム構成調査、外部接続点検、バックアップの状況確認など、事務局が行う調査に協力するものとします。調査の結果は、参加機関ごとの報告書として、ポータルで提供します。",
  "第6条（費用）本事業への参加に費用はかかりません。通信費、機器の購入費など、参加機関が自ら負担すべき費用は、この限りではありません。",
  "第7条（責任の範囲）事務局は、本事業の実施にあたり相当の注意を払いますが、参加機関の情報システムの安全を保証するものではありません。",
  "第8条（同意の撤回）参加機関は、いつでもポータルで同意を撤回できます。撤回の前に行われた情報の取扱いは、撤回によって影響を受けません。",
  "第9条（規約の変更）事務局は、この規約を変更するときは、三十日前までにポータルで知らせます。変更後の利用には、改めて同意が必要です。",
].join("\n");

const now = new Date("2026-11-21T06:30:12.345Z");

export const certificateSample: ConsentCertificate = {
  language: "ja-JP",
  programme: "医療機関情報セキュリティ支援事業",
  organization: "医療法人社団 青葉会 みなと中央病院",
  person: { name: "髙﨑 美咲", loginName: "minato-takasaki01" },
  terms: {
    title: "医療機関情報セキュリティ支援事業 参加規約",
    version: "第2版（2026年10月1日）",
    digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    text: terms,
  },
  agreedAt: new Date("2026-11-21T06:04:05Z"),
  certificate: {
    serial: "5A3F9C0B11D27E6488A1B2C3D4E5F60718293A4B",
    fingerprint: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  },
  recordNumber: "128",
  chain: [
    {
      action: "agreed",
      at: new Date("2026-04-02T01:15:30Z"),
      person: "髙﨑 美咲",
      termsVersion: "第1版",
      certificateSerial: "41D27E6488A1B2C3D4E5F60718293A4B5A3F9C0B",
    },
    {
      action: "withdrawn",
      at: new Date("2026-10-03T08:00:01Z"),
      person: "髙﨑 美咲",
      termsVersion: "第1版",
      certificateSerial: "41D27E6488A1B2C3D4E5F60718293A4B5A3F9C0B",
    },
    {
      action: "agreed",
      at: new Date("2026-11-21T06:04:05Z"),
      person: "髙﨑 美咲",
      termsVersion: "第2版",
      certificateSerial: "5A3F9C0B11D27E6488A1B2C3D4E5F60718293A4B",
    },
  ],
  issuedAt: now,
  issuer: "医療機関情報セキュリティ支援事業 事務局",
};

export const letterSample: EnrolmentLetter = {
  language: "ja-JP",
  programme: "医療機関情報セキュリティ支援事業",
  organization: "医療法人社団 青葉会 みなと中央病院",
  personName: "髙﨑 美咲",
  loginName: "minato-takasaki01",
  initialPassword: "aI1lO0-Zq7mW",
  portalUrl: "https://portal.example.jp:8443/",
  linkExpiresAt: new Date("2026-12-21T06:30:00Z"),
  secretariat: {
    name: "医療機関情報セキュリティ支援事業 事務局",
    contact: ["電話 03-0000-0000（平日 9:00～17:00）", "メール support@portal.example.jp"],
  },
  issuedAt: now,
};

export const recordSample: PrintedRecord = {
  language: "ja-JP",
  appName: "01 参加申込・機関情報",
  title: "みなと中央病院",
  printedAt: now,
  printedBy: "髙﨑 美咲（みなと中央病院）",
  sections: [
    {
      rows: [
        { label: "レコード番号", value: "128" },
        { label: "状態", value: "確認中" },
      ],
      tables: [],
    },
    {
      heading: "基本情報",
      rows: [
        { label: "医療機関名", value: "医療法人社団 青葉会 みなと中央病院" },
        { label: "所在地", value: "神奈川県横浜市みなと区中央1丁目2番3号" },
        { label: "病床数", value: "320" },
        { label: "診療科目", lines: ["内科", "外科", "小児科・新生児科"] },
        { label: "FAX番号", value: "" },
        {
          label: "備考（これはとても長い項目名なので折り返されるはずです）",
          value:
            "電子カルテは2021年に更新。部門システムは「放射線（RIS/PACS）」、「検体検査（LIS）」、「調剤」の3つがあり、それぞれ別のネットワークに接続されています。外部接続は保守用VPN（IPsec）が2本、オンライン資格確認用が1本、そのほかに医師会の閉域網があります。ログはhttps://log.example.jp/hospital/0128/very/long/path?query=0123456789abcdef0123456789abcdef0123456789abcdefに保存。",
        },
      ],
      tables: [],
    },
    {
      heading: "システム構成",
      rows: [{ label: "バックアップ支援", value: "必要" }],
      tables: [
        {
          label: "サーバー一覧",
          header: ["名称", "OS", "台数", "用途・備考"],
          rows: Array.from({ length: 34 }, (_, index) => [
            `サーバー${index + 1}号機`,
            index % 3 === 0 ? "Windows Server 2022" : "Red Hat Enterprise Linux 9.4",
            String((index * 37) % 12),
            index % 4 === 0
              ? "電子カルテの主系。毎日2:00に差分、毎週日曜に全体のバックアップを取得（3世代）。"
              : "部門システム",
          ]),
        },
        { label: "添付ファイル", header: ["名前", "大きさ"], rows: [] },
      ],
    },
  ],
};
