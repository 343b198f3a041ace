using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Shanhai.Host.Persistence.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "batches",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<short>(type: "smallint", nullable: false),
                    document_title = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    document_number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    file_name = table.Column<string>(type: "character varying(260)", maxLength: 260, nullable: true),
                    file_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    area = table.Column<long>(type: "bigint", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    undone_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batches", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "book_figures",
                columns: table => new
                {
                    place = table.Column<long>(type: "bigint", nullable: false),
                    year = table.Column<int>(type: "integer", nullable: false),
                    indicator = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    reported = table.Column<long>(type: "bigint", nullable: true),
                    batch = table.Column<int>(type: "integer", nullable: true),
                    stand = table.Column<short>(type: "smallint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_book_figures", x => new { x.place, x.year, x.indicator });
                });

            migrationBuilder.CreateTable(
                name: "calendar_years",
                columns: table => new
                {
                    year = table.Column<int>(type: "integer", nullable: false),
                    source_zh = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    source_en = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    days = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_years", x => x.year);
                });

            migrationBuilder.CreateTable(
                name: "campaigns",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    preset = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    decided = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_campaigns", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "chosen_places",
                columns: table => new
                {
                    under = table.Column<long>(type: "bigint", nullable: false),
                    said = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    chosen_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chosen_places", x => new { x.under, x.said });
                });

            migrationBuilder.CreateTable(
                name: "class_criteria",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    @class = table.Column<string>(name: "class", type: "character varying(30)", maxLength: 30, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    document = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_class_criteria", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "clocks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    rule = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    row = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    term = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    subject_kind = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: true),
                    compartment = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    right = table.Column<bool>(type: "boolean", nullable: false),
                    waits = table.Column<bool>(type: "boolean", nullable: false),
                    started_on = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    promised_on = table.Column<DateOnly>(type: "date", nullable: true),
                    provisional = table.Column<bool>(type: "boolean", nullable: false),
                    pauses = table.Column<string>(type: "text", nullable: true),
                    paused_on = table.Column<DateOnly>(type: "date", nullable: true),
                    paused_for = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    extension_term = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    extended_from = table.Column<DateOnly>(type: "date", nullable: true),
                    extended_by = table.Column<Guid>(type: "uuid", nullable: true),
                    extended_by_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    extension_reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    extension_notice = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    extension_notice_on = table.Column<DateOnly>(type: "date", nullable: true),
                    stopped_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    stopped_on = table.Column<DateOnly>(type: "date", nullable: true),
                    overdue_since = table.Column<DateOnly>(type: "date", nullable: true),
                    watch_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clocks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deadline_stamp",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deadline_stamp", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "disputes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    indicator = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<short>(type: "smallint", nullable: false),
                    reason = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    raised_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    settled_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    settled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "enclaves",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    template = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    host_place = table.Column<long>(type: "bigint", nullable: false),
                    square_metres = table.Column<long>(type: "bigint", nullable: true),
                    published = table.Column<bool>(type: "boolean", nullable: false),
                    ended_on = table.Column<DateOnly>(type: "date", nullable: true),
                    ended_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    simulated = table.Column<bool>(type: "boolean", nullable: false),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclaves", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "fact_stamps",
                columns: table => new
                {
                    indicator = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fact_stamps", x => new { x.indicator, x.period });
                });

            migrationBuilder.CreateTable(
                name: "facts",
                columns: table => new
                {
                    indicator = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<short>(type: "smallint", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    batch = table.Column<int>(type: "integer", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_facts", x => new { x.indicator, x.period, x.place, x.revision });
                });

            migrationBuilder.CreateTable(
                name: "feedback",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    page = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    contact = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    answer = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    answered_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "finding_stamps",
                columns: table => new
                {
                    rule = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_finding_stamps", x => new { x.rule, x.period });
                });

            migrationBuilder.CreateTable(
                name: "import_templates",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    under = table.Column<long>(type: "bigint", nullable: false),
                    plan = table.Column<string>(type: "text", nullable: false),
                    confirmed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_templates", x => new { x.fingerprint, x.under });
                });

            migrationBuilder.CreateTable(
                name: "investment_offers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    client_key = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    who = table.Column<int>(type: "integer", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    what = table.Column<int>(type: "integer", nullable: false),
                    sector = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    box = table.Column<byte[]>(type: "bytea", nullable: false),
                    received_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: true),
                    invested = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    pin_failures = table.Column<int>(type: "integer", nullable: false),
                    pin_locked_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_investment_offers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    asked_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    occasion = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    claimed_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    claimed_by = table.Column<string>(type: "text", nullable: true),
                    cancel_asked = table.Column<bool>(type: "boolean", nullable: false),
                    done = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    result = table.Column<string>(type: "text", nullable: true),
                    failure = table.Column<string>(type: "text", nullable: true),
                    finished_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_jobs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "journal",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    acting_as = table.Column<string>(type: "text", nullable: false),
                    door = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: true),
                    verb = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    summary = table.Column<string>(type: "text", nullable: true),
                    place = table.Column<long>(type: "bigint", nullable: true),
                    changes = table.Column<string>(type: "text", nullable: true),
                    compartment = table.Column<Guid>(type: "uuid", nullable: true),
                    mark = table.Column<byte[]>(type: "bytea", nullable: false),
                    seal = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "journal_leaves",
                columns: table => new
                {
                    seal = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    entry = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    verb = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    mark = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal_leaves", x => new { x.seal, x.position });
                });

            migrationBuilder.CreateTable(
                name: "journal_seals",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    algorithm = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    key_id = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", nullable: false),
                    previous = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    mark = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journal_seals", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "month_totals",
                columns: table => new
                {
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    commodity = table.Column<short>(type: "smallint", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    month = table.Column<int>(type: "integer", nullable: false),
                    debit = table.Column<long>(type: "bigint", nullable: false),
                    credit = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_month_totals", x => new { x.book, x.account, x.commodity, x.village, x.month });
                });

            migrationBuilder.CreateTable(
                name: "named_lists",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    jurisdiction = table.Column<long>(type: "bigint", nullable: false),
                    code = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name_zh = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    name_en = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    level = table.Column<short>(type: "smallint", nullable: false),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_named_lists", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "organisation_stamp",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisation_stamp", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "organisations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    short_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    pinyin = table.Column<string>(type: "character varying(480)", maxLength: 480, nullable: false),
                    initials = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    duties = table.Column<long>(type: "bigint", nullable: false),
                    task = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    seat = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    superior = table.Column<Guid>(type: "uuid", nullable: true),
                    credit_code = table.Column<string>(type: "character varying(18)", maxLength: 18, nullable: true),
                    office = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    phone = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    mail = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    opened = table.Column<DateOnly>(type: "date", nullable: true),
                    closed = table.Column<DateOnly>(type: "date", nullable: true),
                    successor = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisations", x => x.id);
                    table.ForeignKey(
                        name: "fk_organisations_organisations_successor",
                        column: x => x.successor,
                        principalTable: "organisations",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_organisations_organisations_superior",
                        column: x => x.superior,
                        principalTable: "organisations",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "outline_sources",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    system = table.Column<short>(type: "smallint", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    loaded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    loaded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outline_sources", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "past_receptions",
                columns: table => new
                {
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    name_zh = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name_en = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    batches = table.Column<int>(type: "integer", nullable: false),
                    people = table.Column<int>(type: "integer", nullable: false),
                    solved = table.Column<int>(type: "integer", nullable: true),
                    assigned = table.Column<int>(type: "integer", nullable: true),
                    explained = table.Column<int>(type: "integer", nullable: true),
                    explained_or_assigned = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_past_receptions", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "place_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    year_only = table.Column<bool>(type: "boolean", nullable: false),
                    document = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    undone_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    undone_why = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_place_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "places",
                columns: table => new
                {
                    code = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    official_name = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: true),
                    pinyin = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    initials = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    official_code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    @class = table.Column<short>(name: "class", type: "smallint", nullable: true),
                    latitude = table.Column<double>(type: "double precision", nullable: true),
                    longitude = table.Column<double>(type: "double precision", nullable: true),
                    opened = table.Column<DateOnly>(type: "date", nullable: true),
                    closed = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_places", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<short>(type: "smallint", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plans", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "post_batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    document = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    closed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_batches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "profile_switches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    profile = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: true),
                    basis = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_profile_switches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "register_stamp",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_register_stamp", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rule_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    jurisdiction = table.Column<long>(type: "bigint", nullable: false),
                    from = table.Column<int>(type: "integer", nullable: false),
                    to = table.Column<int>(type: "integer", nullable: true),
                    json = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    drafted_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    drafted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_versions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sent_once",
                columns: table => new
                {
                    sender = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    key = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    body_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    answer = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sent_once", x => new { x.sender, x.key });
                });

            migrationBuilder.CreateTable(
                name: "service_promises",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false),
                    rule = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    term = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_promises", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    display_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    home = table.Column<long>(type: "bigint", nullable: false),
                    language = table.Column<int>(type: "integer", nullable: false),
                    password_changed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    last_code_step = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    normalized_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "voice_signals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    made_on = table.Column<DateOnly>(type: "date", nullable: false),
                    family = table.Column<short>(type: "smallint", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    category = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    kind = table.Column<short>(type: "smallint", nullable: true),
                    phrase = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    expected = table.Column<double>(type: "double precision", nullable: false),
                    probability = table.Column<double>(type: "double precision", nullable: false),
                    adjusted = table.Column<double>(type: "double precision", nullable: false),
                    history = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_signals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "batch_columns",
                columns: table => new
                {
                    batch = table.Column<int>(type: "integer", nullable: false),
                    indicator = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    figures = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_columns", x => new { x.batch, x.indicator, x.period });
                    table.ForeignKey(
                        name: "fk_batch_columns_batches_batch",
                        column: x => x.batch,
                        principalTable: "batches",
                        principalColumn: "number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "character varying(260)", maxLength: 260, nullable: false),
                    file_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    file_bytes = table.Column<long>(type: "bigint", nullable: false),
                    uploaded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    uploaded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    under = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<short>(type: "smallint", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    document_title = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    document_number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    batch = table.Column<int>(type: "integer", nullable: true),
                    plan = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => x.id);
                    table.ForeignKey(
                        name: "fk_imports_batches_batch",
                        column: x => x.batch,
                        principalTable: "batches",
                        principalColumn: "number",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "scenarios",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    settings = table.Column<string>(type: "text", nullable: false),
                    decided = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    result = table.Column<string>(type: "text", nullable: true),
                    job = table.Column<Guid>(type: "uuid", nullable: true),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    published_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scenarios", x => x.id);
                    table.ForeignKey(
                        name: "fk_scenarios_campaigns_campaign",
                        column: x => x.campaign,
                        principalTable: "campaigns",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "village_classes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    @class = table.Column<string>(name: "class", type: "character varying(30)", maxLength: 30, nullable: false),
                    criteria = table.Column<Guid>(type: "uuid", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    document = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    accepted_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    accepted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    withdrawn_on = table.Column<DateOnly>(type: "date", nullable: true),
                    withdrawn_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    withdrawn_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_village_classes", x => x.id);
                    table.ForeignKey(
                        name: "fk_village_classes_class_criteria_criteria",
                        column: x => x.criteria,
                        principalTable: "class_criteria",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "lapses",
                columns: table => new
                {
                    clock = table.Column<Guid>(type: "uuid", nullable: false),
                    rule = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    subject_kind = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: true),
                    compartment = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    since = table.Column<DateOnly>(type: "date", nullable: false),
                    shown_to_body_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    shown_to_superior_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    settled = table.Column<short>(type: "smallint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lapses", x => x.clock);
                    table.ForeignKey(
                        name: "fk_lapses_clocks_clock",
                        column: x => x.clock,
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "enclave_alarms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    enclave = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    about = table.Column<DateOnly>(type: "date", nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    done = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    done_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclave_alarms", x => x.id);
                    table.ForeignKey(
                        name: "fk_enclave_alarms_enclaves_enclave",
                        column: x => x.enclave,
                        principalTable: "enclaves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "enclave_contracts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    enclave = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<short>(type: "smallint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    signed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    written_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    written_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclave_contracts", x => x.id);
                    table.ForeignKey(
                        name: "fk_enclave_contracts_enclaves_enclave",
                        column: x => x.enclave,
                        principalTable: "enclaves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "offer_steps",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    offer = table.Column<Guid>(type: "uuid", nullable: false),
                    to = table.Column<int>(type: "integer", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: true),
                    invested = table.Column<long>(type: "bigint", nullable: true),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    words = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_offer_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_offer_steps_investment_offers_offer",
                        column: x => x.offer,
                        principalTable: "investment_offers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "books",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    chart = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    approve_above = table.Column<long>(type: "bigint", nullable: true),
                    complete_from = table.Column<DateOnly>(type: "date", nullable: true),
                    @public = table.Column<bool>(name: "public", type: "boolean", nullable: false),
                    simulated = table.Column<bool>(type: "boolean", nullable: false),
                    last_number = table.Column<int>(type: "integer", nullable: false),
                    closed_through = table.Column<DateOnly>(type: "date", nullable: true),
                    opening_on = table.Column<DateOnly>(type: "date", nullable: true),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    settings_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_books", x => x.id);
                    table.ForeignKey(
                        name: "fk_books_organisations_owner",
                        column: x => x.owner,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "enclave_stakes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    enclave = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: true),
                    unit = table.Column<short>(type: "smallint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    fen = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<short>(type: "smallint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    document = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    left_on = table.Column<DateOnly>(type: "date", nullable: true),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    taken_back = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclave_stakes", x => x.id);
                    table.ForeignKey(
                        name: "fk_enclave_stakes_enclaves_enclave",
                        column: x => x.enclave,
                        principalTable: "enclaves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enclave_stakes_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "helper_capacities",
                columns: table => new
                {
                    campaign = table.Column<Guid>(type: "uuid", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: false),
                    capacity = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_helper_capacities", x => new { x.campaign, x.organisation });
                    table.ForeignKey(
                        name: "fk_helper_capacities_campaigns_campaign",
                        column: x => x.campaign,
                        principalTable: "campaigns",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_helper_capacities_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "notices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    matter = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    title = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    shown = table.Column<string>(type: "text", nullable: true),
                    box = table.Column<byte[]>(type: "bytea", nullable: true),
                    on_board = table.Column<bool>(type: "boolean", nullable: false),
                    on_web = table.Column<bool>(type: "boolean", nullable: false),
                    in_media = table.Column<bool>(type: "boolean", nullable: false),
                    where = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    term = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: true),
                    keep_days = table.Column<int>(type: "integer", nullable: false),
                    event_on = table.Column<DateOnly>(type: "date", nullable: true),
                    contact = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    next_step = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    subject_kind = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: true),
                    subject = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    round = table.Column<short>(type: "smallint", nullable: false),
                    clock = table.Column<Guid>(type: "uuid", nullable: true),
                    kept_until = table.Column<DateOnly>(type: "date", nullable: true),
                    taken_down_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    withdrawn_why = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notices", x => x.id);
                    table.ForeignKey(
                        name: "fk_notices_clocks_clock",
                        column: x => x.clock,
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_notices_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organisation_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    document = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    from_name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    to_name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    from_superior = table.Column<Guid>(type: "uuid", nullable: true),
                    to_superior = table.Column<Guid>(type: "uuid", nullable: true),
                    cause = table.Column<Guid>(type: "uuid", nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    undone_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    undone_why = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organisation_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_organisation_events_organisation_events_cause",
                        column: x => x.cause,
                        principalTable: "organisation_events",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_organisation_events_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pair_rules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign = table.Column<Guid>(type: "uuid", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    will = table.Column<int>(type: "integer", nullable: false),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pair_rules", x => x.id);
                    table.ForeignKey(
                        name: "fk_pair_rules_campaigns_campaign",
                        column: x => x.campaign,
                        principalTable: "campaigns",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_pair_rules_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "posted_people",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sender = table.Column<Guid>(type: "uuid", nullable: false),
                    shown = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    box = table.Column<byte[]>(type: "bytea", nullable: false),
                    mark = table.Column<byte[]>(type: "bytea", nullable: false),
                    skills = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_posted_people", x => x.id);
                    table.ForeignKey(
                        name: "fk_posted_people_organisations_sender",
                        column: x => x.sender,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "programmes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    lead = table.Column<Guid>(type: "uuid", nullable: true),
                    budget = table.Column<long>(type: "bigint", nullable: true),
                    basis = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    aim = table.Column<string>(type: "character varying(600)", maxLength: 600, nullable: true),
                    @public = table.Column<bool>(name: "public", type: "boolean", nullable: false),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_programmes", x => x.id);
                    table.ForeignKey(
                        name: "fk_programmes_organisations_lead",
                        column: x => x.lead,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reply_templates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<short>(type: "smallint", nullable: false),
                    act = table.Column<short>(type: "smallint", nullable: false),
                    title = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    text = table.Column<string>(type: "character varying(3000)", maxLength: 3000, nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reply_templates", x => x.id);
                    table.ForeignKey(
                        name: "fk_reply_templates_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "resources",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: true),
                    what = table.Column<int>(type: "integer", nullable: false),
                    sector = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    from_day = table.Column<DateOnly>(type: "date", nullable: true),
                    to_day = table.Column<DateOnly>(type: "date", nullable: true),
                    words = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resources", x => x.id);
                    table.ForeignKey(
                        name: "fk_resources_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "voice_proposals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    to = table.Column<Guid>(type: "uuid", nullable: false),
                    made_on = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    adopted = table.Column<bool>(type: "boolean", nullable: true),
                    answered_on = table.Column<DateOnly>(type: "date", nullable: true),
                    answer = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_proposals", x => x.id);
                    table.ForeignKey(
                        name: "fk_voice_proposals_organisations_to",
                        column: x => x.to,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    receipt = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    pin_mark = table.Column<byte[]>(type: "bytea", nullable: false),
                    pin_failures = table.Column<short>(type: "smallint", nullable: false),
                    pin_locked_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    client_key = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    channel = table.Column<short>(type: "smallint", nullable: false),
                    category = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    latitude = table.Column<double>(type: "double precision", nullable: true),
                    longitude = table.Column<double>(type: "double precision", nullable: true),
                    where = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    wish = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    people = table.Column<int>(type: "integer", nullable: false),
                    anonymous = table.Column<bool>(type: "boolean", nullable: false),
                    received_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    fingerprint = table.Column<byte[]>(type: "bytea", nullable: false),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    office = table.Column<Guid>(type: "uuid", nullable: true),
                    holder = table.Column<Guid>(type: "uuid", nullable: true),
                    assigned_to = table.Column<Guid>(type: "uuid", nullable: true),
                    objected_by = table.Column<Guid>(type: "uuid", nullable: true),
                    due = table.Column<DateOnly>(type: "date", nullable: false),
                    provisional = table.Column<bool>(type: "boolean", nullable: false),
                    opinion_by = table.Column<Guid>(type: "uuid", nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: true),
                    execute_by = table.Column<DateOnly>(type: "date", nullable: true),
                    executed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    same_as = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    rating = table.Column<short>(type: "smallint", nullable: true),
                    settled = table.Column<bool>(type: "boolean", nullable: true),
                    followed_up_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    may_publish = table.Column<bool>(type: "boolean", nullable: false),
                    public_text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    steps = table.Column<short>(type: "smallint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voices", x => x.id);
                    table.ForeignKey(
                        name: "fk_voices_organisations_holder",
                        column: x => x.holder,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voices_organisations_objected_by",
                        column: x => x.objected_by,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voices_organisations_office",
                        column: x => x.office,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voices_organisations_opinion_by",
                        column: x => x.opinion_by,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voices_voices_same_as",
                        column: x => x.same_as,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "wishes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: false),
                    of_village = table.Column<bool>(type: "boolean", nullable: false),
                    rank = table.Column<short>(type: "smallint", nullable: false),
                    stated_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    stated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wishes", x => x.id);
                    table.ForeignKey(
                        name: "fk_wishes_campaigns_campaign",
                        column: x => x.campaign,
                        principalTable: "campaigns",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_wishes_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "outlines",
                columns: table => new
                {
                    place = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<Guid>(type: "uuid", nullable: false),
                    geometry = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outlines", x => x.place);
                    table.ForeignKey(
                        name: "fk_outlines_outline_sources_source",
                        column: x => x.source,
                        principalTable: "outline_sources",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "place_moves",
                columns: table => new
                {
                    @event = table.Column<Guid>(name: "event", type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: true),
                    to = table.Column<long>(type: "bigint", nullable: true),
                    from_name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    to_name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    opens = table.Column<bool>(type: "boolean", nullable: false),
                    closes = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_place_moves", x => new { x.@event, x.number });
                    table.ForeignKey(
                        name: "fk_place_moves_place_events_event",
                        column: x => x.@event,
                        principalTable: "place_events",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "listings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    list = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    to = table.Column<DateOnly>(type: "date", nullable: true),
                    document = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    end_document = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    needs_confirmation = table.Column<bool>(type: "boolean", nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_listings", x => x.id);
                    table.ForeignKey(
                        name: "fk_listings_named_lists_list",
                        column: x => x.list,
                        principalTable: "named_lists",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_listings_places_place",
                        column: x => x.place,
                        principalTable: "places",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "place_names",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    official_name = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: true),
                    to = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_place_names", x => x.id);
                    table.ForeignKey(
                        name: "fk_place_names_places_place",
                        column: x => x.place,
                        principalTable: "places",
                        principalColumn: "code",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rule_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<Guid>(type: "uuid", nullable: false),
                    rule = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    run_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    run_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    holds = table.Column<int>(type: "integer", nullable: false),
                    does_not_hold = table.Column<int>(type: "integer", nullable: false),
                    cannot_tell = table.Column<int>(type: "integer", nullable: false),
                    exempt = table.Column<int>(type: "integer", nullable: false),
                    inputs = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_rule_runs_rule_versions_version",
                        column: x => x.version,
                        principalTable: "rule_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    prefix = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    verbs = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                    table.ForeignKey(
                        name: "fk_api_keys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "former_passwords",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_former_passwords", x => x.id);
                    table.ForeignKey(
                        name: "fk_former_passwords_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "grants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: true),
                    from = table.Column<DateOnly>(type: "date", nullable: false),
                    to = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grants", x => x.id);
                    table.ForeignKey(
                        name: "fk_grants_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    proved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    means = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    origin = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    browser = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_sessions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true),
                    claim_value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    provider_key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    provider_display_name = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_user_passkeys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    value = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "partnerships",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    campaign = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<int>(type: "integer", nullable: false),
                    scenario = table.Column<Guid>(type: "uuid", nullable: true),
                    why = table.Column<string>(type: "text", nullable: true),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    signed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    pledged = table.Column<long>(type: "bigint", nullable: true),
                    renews = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_on = table.Column<DateOnly>(type: "date", nullable: true),
                    ended_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    worked = table.Column<bool>(type: "boolean", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partnerships", x => x.id);
                    table.ForeignKey(
                        name: "fk_partnerships_campaigns_campaign",
                        column: x => x.campaign,
                        principalTable: "campaigns",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_partnerships_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_partnerships_partnerships_renews",
                        column: x => x.renews,
                        principalTable: "partnerships",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_partnerships_scenarios_scenario",
                        column: x => x.scenario,
                        principalTable: "scenarios",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "proposed_pairs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    scenario = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<int>(type: "integer", nullable: false),
                    is_fixed = table.Column<bool>(type: "boolean", nullable: false),
                    why = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_proposed_pairs", x => x.id);
                    table.ForeignKey(
                        name: "fk_proposed_pairs_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_proposed_pairs_scenarios_scenario",
                        column: x => x.scenario,
                        principalTable: "scenarios",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "enclave_distributions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    enclave = table.Column<Guid>(type: "uuid", nullable: false),
                    contract = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<short>(type: "smallint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    income = table.Column<long>(type: "bigint", nullable: false),
                    evidence = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    reserve = table.Column<long>(type: "bigint", nullable: false),
                    due = table.Column<long>(type: "bigint", nullable: false),
                    from_guarantor = table.Column<long>(type: "bigint", nullable: false),
                    host = table.Column<long>(type: "bigint", nullable: false),
                    guest = table.Column<long>(type: "bigint", nullable: false),
                    @operator = table.Column<long>(name: "operator", type: "bigint", nullable: false),
                    segments = table.Column<string>(type: "text", nullable: false),
                    print = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    preparer = table.Column<string>(type: "character varying(110)", maxLength: 110, nullable: false),
                    prepared_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    prepared_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    reversed_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclave_distributions", x => x.id);
                    table.ForeignKey(
                        name: "fk_enclave_distributions_enclave_contracts_contract",
                        column: x => x.contract,
                        principalTable: "enclave_contracts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enclave_distributions_enclaves_enclave",
                        column: x => x.enclave,
                        principalTable: "enclaves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "book_accounts",
                columns: table => new
                {
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    @class = table.Column<string>(name: "class", type: "character varying(20)", maxLength: 20, nullable: false),
                    restricted = table.Column<bool>(type: "boolean", nullable: false),
                    money = table.Column<bool>(type: "boolean", nullable: false),
                    debt = table.Column<bool>(type: "boolean", nullable: false),
                    general = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_book_accounts", x => new { x.book, x.code });
                    table.ForeignKey(
                        name: "fk_book_accounts_books_book",
                        column: x => x.book,
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "book_closings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    through = table.Column<DateOnly>(type: "date", nullable: true),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_book_closings", x => x.id);
                    table.ForeignKey(
                        name: "fk_book_closings_books_book",
                        column: x => x.book,
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "book_papers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    type = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    added_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    box = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_book_papers", x => x.id);
                    table.ForeignKey(
                        name: "fk_book_papers_books_book",
                        column: x => x.book,
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "entry_proposals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    fen = table.Column<long>(type: "bigint", nullable: false),
                    said = table.Column<string>(type: "text", nullable: false),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    reverses = table.Column<Guid>(type: "uuid", nullable: true),
                    preparer = table.Column<string>(type: "character varying(110)", maxLength: 110, nullable: false),
                    prepared_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    prepared_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    entry = table.Column<Guid>(type: "uuid", nullable: true),
                    refused_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entry_proposals", x => x.id);
                    table.ForeignKey(
                        name: "fk_entry_proposals_books_book",
                        column: x => x.book,
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ledger_entries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    text = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    document = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    non_recurring = table.Column<bool>(type: "boolean", nullable: false),
                    payee = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    payee_is = table.Column<short>(type: "smallint", nullable: true),
                    project = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    debt = table.Column<short>(type: "smallint", nullable: true),
                    creditor = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    source = table.Column<Guid>(type: "uuid", nullable: true),
                    reverses = table.Column<Guid>(type: "uuid", nullable: true),
                    prepared_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    approved_by = table.Column<string>(type: "character varying(210)", maxLength: 210, nullable: true),
                    salt = table.Column<byte[]>(type: "bytea", nullable: false),
                    posted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_entries", x => x.id);
                    table.ForeignKey(
                        name: "fk_ledger_entries_books_book",
                        column: x => x.book,
                        principalTable: "books",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_ledger_entries_ledger_entries_reverses",
                        column: x => x.reverses,
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_ledger_entries_ledger_entries_source",
                        column: x => x.source,
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "notice_objections",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    notice = table.Column<Guid>(type: "uuid", nullable: false),
                    round = table.Column<short>(type: "smallint", nullable: false),
                    receipt = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    pin_mark = table.Column<byte[]>(type: "bytea", nullable: false),
                    pin_failures = table.Column<short>(type: "smallint", nullable: false),
                    pin_locked_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    client_key = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    text = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    box = table.Column<byte[]>(type: "bytea", nullable: true),
                    received_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    clock = table.Column<Guid>(type: "uuid", nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    answer = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    upheld = table.Column<bool>(type: "boolean", nullable: true),
                    answered_round = table.Column<short>(type: "smallint", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notice_objections", x => x.id);
                    table.ForeignKey(
                        name: "fk_notice_objections_clocks_clock",
                        column: x => x.clock,
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_notice_objections_notices_notice",
                        column: x => x.notice,
                        principalTable: "notices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "notice_rounds",
                columns: table => new
                {
                    notice = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<short>(type: "smallint", nullable: false),
                    title = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    text = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    shown = table.Column<string>(type: "text", nullable: true),
                    clock = table.Column<Guid>(type: "uuid", nullable: false),
                    posted_on = table.Column<DateOnly>(type: "date", nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    why = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notice_rounds", x => new { x.notice, x.number });
                    table.ForeignKey(
                        name: "fk_notice_rounds_clocks_clock",
                        column: x => x.clock,
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_notice_rounds_notices_notice",
                        column: x => x.notice,
                        principalTable: "notices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "receptions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    level = table.Column<short>(type: "smallint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    from = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    to = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    venue = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    leader_post = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    leader_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    leader_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    leader_before = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    problems = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    staff = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    flow = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    emergency = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    phone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    approved_by_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    approved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    notice = table.Column<Guid>(type: "uuid", nullable: true),
                    cancelled_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    result = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    last_number = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_receptions", x => x.id);
                    table.ForeignKey(
                        name: "fk_receptions_notices_notice",
                        column: x => x.notice,
                        principalTable: "notices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_receptions_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "posts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    sender = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    also = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    extended_by = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    ended_on = table.Column<DateOnly>(type: "date", nullable: true),
                    ending = table.Column<int>(type: "integer", nullable: true),
                    ended_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_posts", x => x.id);
                    table.ForeignKey(
                        name: "fk_posts_organisations_sender",
                        column: x => x.sender,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_posts_post_batches_batch",
                        column: x => x.batch,
                        principalTable: "post_batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_posts_posted_people_person",
                        column: x => x.person,
                        principalTable: "posted_people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "projects",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    programme = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    measure = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: true),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false),
                    budget = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    @public = table.Column<bool>(name: "public", type: "boolean", nullable: false),
                    started_on = table.Column<DateOnly>(type: "date", nullable: true),
                    done_on = table.Column<DateOnly>(type: "date", nullable: true),
                    stopped_on = table.Column<DateOnly>(type: "date", nullable: true),
                    stopped_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    made_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_projects", x => x.id);
                    table.ForeignKey(
                        name: "fk_projects_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_projects_programmes_programme",
                        column: x => x.programme,
                        principalTable: "programmes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "exchanged_updates",
                columns: table => new
                {
                    sender = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    step = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchanged_updates", x => new { x.sender, x.number });
                    table.ForeignKey(
                        name: "fk_exchanged_updates_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "exchanged_voices",
                columns: table => new
                {
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    sender = table.Column<Guid>(type: "uuid", nullable: false),
                    media = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exchanged_voices", x => x.voice);
                    table.ForeignKey(
                        name: "fk_exchanged_voices_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_accused",
                columns: table => new
                {
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_accused", x => new { x.voice, x.body });
                    table.ForeignKey(
                        name: "fk_voice_accused_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_accused_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_failures",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: true),
                    since = table.Column<DateOnly>(type: "date", nullable: false),
                    found_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    grace_until = table.Column<DateOnly>(type: "date", nullable: false),
                    shown_to_superior_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    mended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    answer = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    answered_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    judged = table.Column<short>(type: "smallint", nullable: true),
                    judged_words = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    judged_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    judged_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_failures", x => x.id);
                    table.ForeignKey(
                        name: "fk_voice_failures_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_failures_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_files",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    step = table.Column<short>(type: "smallint", nullable: false),
                    by = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    type = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    box = table.Column<byte[]>(type: "bytea", nullable: false),
                    public_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_files", x => x.id);
                    table.ForeignKey(
                        name: "fk_voice_files_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_forwards",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    peer = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    service = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    remote = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    token = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    failure = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    status = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    seen_to = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    seen_numbers = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_forwards", x => x.id);
                    table.ForeignKey(
                        name: "fk_voice_forwards_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_petitioners",
                columns: table => new
                {
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    box = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_petitioners", x => x.voice);
                    table.ForeignKey(
                        name: "fk_voice_petitioners_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_steps",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<short>(type: "smallint", nullable: false),
                    act = table.Column<short>(type: "smallint", nullable: false),
                    from = table.Column<short>(type: "smallint", nullable: false),
                    to = table.Column<short>(type: "smallint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    party = table.Column<short>(type: "smallint", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: true),
                    to_body = table.Column<Guid>(type: "uuid", nullable: true),
                    words = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    note = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: true),
                    facts = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    law = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    approver = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    day = table.Column<DateOnly>(type: "date", nullable: true),
                    execute_by = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_voice_steps_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_steps_organisations_to_body",
                        column: x => x.to_body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_steps_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_units",
                columns: table => new
                {
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false),
                    since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_units", x => new { x.voice, x.body });
                    table.ForeignKey(
                        name: "fk_voice_units_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_units_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_words",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    names = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    grams = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_words", x => x.number);
                    table.ForeignKey(
                        name: "fk_voice_words_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "findings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<Guid>(type: "uuid", nullable: false),
                    rule = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    outcome = table.Column<short>(type: "smallint", nullable: false),
                    severity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    margin = table.Column<double>(type: "double precision", nullable: true),
                    distance = table.Column<decimal>(type: "numeric", nullable: true),
                    dimension = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    stand = table.Column<short>(type: "smallint", nullable: false),
                    since = table.Column<int>(type: "integer", nullable: false),
                    uncertain = table.Column<bool>(type: "boolean", nullable: false),
                    said_zh = table.Column<string>(type: "text", nullable: false),
                    said_en = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    exit_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    exit_on = table.Column<DateOnly>(type: "date", nullable: true),
                    exit_document = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_findings", x => x.id);
                    table.ForeignKey(
                        name: "fk_findings_rule_runs_run",
                        column: x => x.run,
                        principalTable: "rule_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_findings_rule_versions_version",
                        column: x => x.version,
                        principalTable: "rule_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pair_reviews",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    partnership = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    year = table.Column<short>(type: "smallint", nullable: false),
                    of_helper = table.Column<bool>(type: "boolean", nullable: false),
                    worked = table.Column<bool>(type: "boolean", nullable: false),
                    words = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    said_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    said_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pair_reviews", x => x.id);
                    table.ForeignKey(
                        name: "fk_pair_reviews_partnerships_partnership",
                        column: x => x.partnership,
                        principalTable: "partnerships",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "enclave_dividends",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    distribution = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<short>(type: "smallint", nullable: false),
                    place = table.Column<long>(type: "bigint", nullable: false),
                    payee = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<Guid>(type: "uuid", nullable: true),
                    weight = table.Column<long>(type: "bigint", nullable: false),
                    due = table.Column<long>(type: "bigint", nullable: false),
                    rank = table.Column<short>(type: "smallint", nullable: false),
                    extra = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclave_dividends", x => x.id);
                    table.ForeignKey(
                        name: "fk_enclave_dividends_enclave_distributions_distribution",
                        column: x => x.distribution,
                        principalTable: "enclave_distributions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enclave_dividends_organisations_organisation",
                        column: x => x.organisation,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "entry_approvals",
                columns: table => new
                {
                    proposal = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<string>(type: "character varying(110)", maxLength: 110, nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    signed = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entry_approvals", x => new { x.proposal, x.person });
                    table.ForeignKey(
                        name: "fk_entry_approvals_entry_proposals_proposal",
                        column: x => x.proposal,
                        principalTable: "entry_proposals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "contributions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    partnership = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    what = table.Column<int>(type: "integer", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    words = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    reference = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    entry = table.Column<Guid>(type: "uuid", nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    taken_back_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contributions", x => x.id);
                    table.ForeignKey(
                        name: "fk_contributions_ledger_entries_entry",
                        column: x => x.entry,
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_contributions_partnerships_partnership",
                        column: x => x.partnership,
                        principalTable: "partnerships",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "entry_papers",
                columns: table => new
                {
                    entry = table.Column<Guid>(type: "uuid", nullable: false),
                    paper = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entry_papers", x => new { x.entry, x.paper });
                    table.ForeignKey(
                        name: "fk_entry_papers_book_papers_paper",
                        column: x => x.paper,
                        principalTable: "book_papers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_entry_papers_ledger_entries_entry",
                        column: x => x.entry,
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "postings",
                columns: table => new
                {
                    entry = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<short>(type: "smallint", nullable: false),
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    commodity = table.Column<short>(type: "smallint", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    red = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_postings", x => new { x.entry, x.line });
                    table.ForeignKey(
                        name: "fk_postings_ledger_entries_entry",
                        column: x => x.entry,
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reception_cases",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    reception = table.Column<Guid>(type: "uuid", nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    room = table.Column<short>(type: "smallint", nullable: false),
                    way = table.Column<short>(type: "smallint", nullable: false),
                    joined = table.Column<bool>(type: "boolean", nullable: false),
                    people = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    arrived_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    called_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: true),
                    unit = table.Column<Guid>(type: "uuid", nullable: true),
                    settle_by = table.Column<DateOnly>(type: "date", nullable: true),
                    words = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    owner = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    owner_before = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    owner_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reception_cases", x => x.id);
                    table.ForeignKey(
                        name: "fk_reception_cases_organisations_unit",
                        column: x => x.unit,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reception_cases_receptions_reception",
                        column: x => x.reception,
                        principalTable: "receptions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reception_cases_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "reception_rooms",
                columns: table => new
                {
                    reception = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<short>(type: "smallint", nullable: false),
                    subject = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    lawyer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    body = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reception_rooms", x => new { x.reception, x.number });
                    table.ForeignKey(
                        name: "fk_reception_rooms_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reception_rooms_receptions_reception",
                        column: x => x.reception,
                        principalTable: "receptions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "post_hand_overs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<Guid>(type: "uuid", nullable: false),
                    to = table.Column<Guid>(type: "uuid", nullable: false),
                    items = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    gave_on = table.Column<DateOnly>(type: "date", nullable: true),
                    took_on = table.Column<DateOnly>(type: "date", nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_hand_overs", x => x.id);
                    table.ForeignKey(
                        name: "fk_post_hand_overs_posts_from",
                        column: x => x.from,
                        principalTable: "posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_post_hand_overs_posts_to",
                        column: x => x.to,
                        principalTable: "posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "post_tasks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    post = table.Column<Guid>(type: "uuid", nullable: false),
                    duty = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: true),
                    what = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    planned_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    planned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    result = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    result_on = table.Column<DateOnly>(type: "date", nullable: true),
                    evidence = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    result_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    dropped_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_tasks", x => x.id);
                    table.ForeignKey(
                        name: "fk_post_tasks_posts_post",
                        column: x => x.post,
                        principalTable: "posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "post_villages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    post = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_villages", x => x.id);
                    table.ForeignKey(
                        name: "fk_post_villages_posts_post",
                        column: x => x.post,
                        principalTable: "posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "post_wills",
                columns: table => new
                {
                    post = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    there = table.Column<bool>(type: "boolean", nullable: false),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_post_wills", x => new { x.post, x.village });
                    table.ForeignKey(
                        name: "fk_post_wills_posts_post",
                        column: x => x.post,
                        principalTable: "posts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "adopted_measures",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    of = table.Column<Guid>(type: "uuid", nullable: false),
                    revision = table.Column<short>(type: "smallint", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    measure = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: true),
                    project = table.Column<Guid>(type: "uuid", nullable: true),
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    withdrawn_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_adopted_measures", x => x.id);
                    table.ForeignKey(
                        name: "fk_adopted_measures_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_activities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    from_day = table.Column<DateOnly>(type: "date", nullable: false),
                    to_day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_activities", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_activities_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project = table.Column<Guid>(type: "uuid", nullable: false),
                    what = table.Column<short>(type: "smallint", nullable: false),
                    budget = table.Column<long>(type: "bigint", nullable: true),
                    day = table.Column<DateOnly>(type: "date", nullable: true),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    before = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    asker = table.Column<string>(type: "character varying(110)", maxLength: 110, nullable: false),
                    asked_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    decided_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_changes_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_not_duplicates",
                columns: table => new
                {
                    one = table.Column<Guid>(type: "uuid", nullable: false),
                    other = table.Column<Guid>(type: "uuid", nullable: false),
                    why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    decided_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    decided_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_not_duplicates", x => new { x.one, x.other });
                    table.ForeignKey(
                        name: "fk_project_not_duplicates_projects_one",
                        column: x => x.one,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_project_not_duplicates_projects_other",
                        column: x => x.other,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_results",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    unit = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    baseline = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: true),
                    target = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_results", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_results_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_risks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project = table.Column<Guid>(type: "uuid", nullable: false),
                    what = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    owner = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    raised_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    closed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    closed_how = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_risks", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_risks_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "venues",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    village = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    square_metres = table.Column<int>(type: "integer", nullable: false),
                    built_in = table.Column<int>(type: "integer", nullable: true),
                    funding = table.Column<long>(type: "bigint", nullable: true),
                    project = table.Column<Guid>(type: "uuid", nullable: true),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    closed_on = table.Column<DateOnly>(type: "date", nullable: true),
                    closed_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venues", x => x.id);
                    table.ForeignKey(
                        name: "fk_venues_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "voice_letters",
                columns: table => new
                {
                    step = table.Column<Guid>(type: "uuid", nullable: false),
                    voice = table.Column<Guid>(type: "uuid", nullable: false),
                    body = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    year = table.Column<short>(type: "smallint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_voice_letters", x => x.step);
                    table.ForeignKey(
                        name: "fk_voice_letters_organisations_body",
                        column: x => x.body,
                        principalTable: "organisations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_letters_voice_steps_step",
                        column: x => x.step,
                        principalTable: "voice_steps",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_voice_letters_voices_voice",
                        column: x => x.voice,
                        principalTable: "voices",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "enclave_payments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    dividend = table.Column<Guid>(type: "uuid", nullable: false),
                    fen = table.Column<long>(type: "bigint", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    evidence = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    entry = table.Column<Guid>(type: "uuid", nullable: true),
                    waits = table.Column<Guid>(type: "uuid", nullable: true),
                    unposted = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    taken_back_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enclave_payments", x => x.id);
                    table.ForeignKey(
                        name: "fk_enclave_payments_enclave_dividends_dividend",
                        column: x => x.dividend,
                        principalTable: "enclave_dividends",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enclave_payments_entry_proposals_waits",
                        column: x => x.waits,
                        principalTable: "entry_proposals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_enclave_payments_ledger_entries_entry",
                        column: x => x.entry,
                        principalTable: "ledger_entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_milestones",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project = table.Column<Guid>(type: "uuid", nullable: false),
                    activity = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    planned_on = table.Column<DateOnly>(type: "date", nullable: false),
                    weight = table.Column<int>(type: "integer", nullable: false),
                    reached_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reached_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    link = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    link_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    dropped_why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_milestones", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_milestones_project_activities_activity",
                        column: x => x.activity,
                        principalTable: "project_activities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_project_milestones_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_result_values",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    result = table.Column<Guid>(type: "uuid", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    value = table.Column<decimal>(type: "numeric(18,4)", precision: 18, scale: 4, nullable: false),
                    source = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    recorded_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_result_values", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_result_values_project_results_result",
                        column: x => x.result,
                        principalTable: "project_results",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "venue_checks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    venue = table.Column<Guid>(type: "uuid", nullable: false),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    condition = table.Column<short>(type: "smallint", nullable: false),
                    use = table.Column<short>(type: "smallint", nullable: false),
                    words = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    checked_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_venue_checks", x => x.id);
                    table.ForeignKey(
                        name: "fk_venue_checks_venues_venue",
                        column: x => x.venue,
                        principalTable: "venues",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_photos",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project = table.Column<Guid>(type: "uuid", nullable: false),
                    milestone = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    jpeg = table.Column<byte[]>(type: "bytea", nullable: false),
                    added_by = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    added_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_photos", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_photos_project_milestones_milestone",
                        column: x => x.milestone,
                        principalTable: "project_milestones",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_project_photos_projects_project",
                        column: x => x.project,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_adopted_measures_measure",
                table: "adopted_measures",
                column: "measure");

            migrationBuilder.CreateIndex(
                name: "ix_adopted_measures_of_revision",
                table: "adopted_measures",
                columns: new[] { "of", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_adopted_measures_project",
                table: "adopted_measures",
                column: "project");

            migrationBuilder.CreateIndex(
                name: "ix_adopted_measures_village_measure",
                table: "adopted_measures",
                columns: new[] { "village", "measure" });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_prefix",
                table: "api_keys",
                column: "prefix",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_user_id",
                table: "api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_batches_area",
                table: "batches",
                column: "area");

            migrationBuilder.CreateIndex(
                name: "ix_batches_file_hash",
                table: "batches",
                column: "file_hash");

            migrationBuilder.CreateIndex(
                name: "ix_book_closings_book_id",
                table: "book_closings",
                columns: new[] { "book", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_book_papers_book_id",
                table: "book_papers",
                columns: new[] { "book", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_books_owner_chart_name",
                table: "books",
                columns: new[] { "owner", "chart", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_books_place_id",
                table: "books",
                columns: new[] { "place", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_campaigns_place",
                table: "campaigns",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_class_criteria_class_place_from_day",
                table: "class_criteria",
                columns: new[] { "class", "place", "from_day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_clocks_body_stopped_on_due_on",
                table: "clocks",
                columns: new[] { "body", "stopped_on", "due_on" });

            migrationBuilder.CreateIndex(
                name: "ix_clocks_subject_kind_subject",
                table: "clocks",
                columns: new[] { "subject_kind", "subject" });

            migrationBuilder.CreateIndex(
                name: "ix_clocks_watch_on",
                table: "clocks",
                column: "watch_on");

            migrationBuilder.CreateIndex(
                name: "ix_contributions_entry",
                table: "contributions",
                column: "entry");

            migrationBuilder.CreateIndex(
                name: "ix_contributions_partnership",
                table: "contributions",
                column: "partnership");

            migrationBuilder.CreateIndex(
                name: "ix_contributions_village",
                table: "contributions",
                column: "village");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_indicator_period_place",
                table: "disputes",
                columns: new[] { "indicator", "period", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_enclave_alarms_enclave_kind_about",
                table: "enclave_alarms",
                columns: new[] { "enclave", "kind", "about" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_enclave_contracts_enclave_number",
                table: "enclave_contracts",
                columns: new[] { "enclave", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_enclave_distributions_contract",
                table: "enclave_distributions",
                column: "contract");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_distributions_enclave_number",
                table: "enclave_distributions",
                columns: new[] { "enclave", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_enclave_distributions_state_due_on",
                table: "enclave_distributions",
                columns: new[] { "state", "due_on" });

            migrationBuilder.CreateIndex(
                name: "ix_enclave_dividends_distribution_line",
                table: "enclave_dividends",
                columns: new[] { "distribution", "line" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_enclave_dividends_organisation",
                table: "enclave_dividends",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_dividends_place",
                table: "enclave_dividends",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_payments_dividend",
                table: "enclave_payments",
                column: "dividend");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_payments_entry",
                table: "enclave_payments",
                column: "entry");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_payments_waits",
                table: "enclave_payments",
                column: "waits");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_stakes_enclave_place",
                table: "enclave_stakes",
                columns: new[] { "enclave", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_enclave_stakes_organisation",
                table: "enclave_stakes",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_enclave_stakes_place",
                table: "enclave_stakes",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_enclaves_host_place",
                table: "enclaves",
                column: "host_place");

            migrationBuilder.CreateIndex(
                name: "ix_enclaves_place",
                table: "enclaves",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_entry_papers_paper",
                table: "entry_papers",
                column: "paper");

            migrationBuilder.CreateIndex(
                name: "ix_entry_proposals_book_state",
                table: "entry_proposals",
                columns: new[] { "book", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_entry_proposals_state_id",
                table: "entry_proposals",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_exchanged_updates_voice",
                table: "exchanged_updates",
                column: "voice");

            migrationBuilder.CreateIndex(
                name: "ix_exchanged_voices_sender",
                table: "exchanged_voices",
                column: "sender");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_answered_at_sent_at",
                table: "feedback",
                columns: new[] { "answered_at", "sent_at" });

            migrationBuilder.CreateIndex(
                name: "ix_findings_lists",
                table: "findings",
                columns: new[] { "rule", "period", "superseded_at", "place", "outcome", "stand", "uncertain", "severity", "margin", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_findings_place_period",
                table: "findings",
                columns: new[] { "place", "period" });

            migrationBuilder.CreateIndex(
                name: "ix_findings_run",
                table: "findings",
                column: "run");

            migrationBuilder.CreateIndex(
                name: "ix_findings_version",
                table: "findings",
                column: "version");

            migrationBuilder.CreateIndex(
                name: "ix_former_passwords_user_id",
                table: "former_passwords",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_grants_organisation",
                table: "grants",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_grants_user_id",
                table: "grants",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_helper_capacities_organisation",
                table: "helper_capacities",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_imports_batch",
                table: "imports",
                column: "batch");

            migrationBuilder.CreateIndex(
                name: "ix_imports_under",
                table: "imports",
                column: "under");

            migrationBuilder.CreateIndex(
                name: "ix_investment_offers_client_key",
                table: "investment_offers",
                column: "client_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_investment_offers_code",
                table: "investment_offers",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_investment_offers_place",
                table: "investment_offers",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_jobs_asked_by_asked_at",
                table: "jobs",
                columns: new[] { "asked_by", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_kind_due_at",
                table: "jobs",
                columns: new[] { "kind", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_occasion",
                table: "jobs",
                column: "occasion",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_jobs_state_due_at",
                table: "jobs",
                columns: new[] { "state", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_actor_name_number",
                table: "journal",
                columns: new[] { "actor_name", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_id",
                table: "journal",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_journal_place_number",
                table: "journal",
                columns: new[] { "place", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_seal",
                table: "journal",
                column: "seal",
                filter: "seal IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_journal_subject_number",
                table: "journal",
                columns: new[] { "subject", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_verb_number",
                table: "journal",
                columns: new[] { "verb", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_journal_leaves_entry",
                table: "journal_leaves",
                column: "entry",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_lapses_body_settled_at",
                table: "lapses",
                columns: new[] { "body", "settled_at" });

            migrationBuilder.CreateIndex(
                name: "ix_lapses_place_settled_at",
                table: "lapses",
                columns: new[] { "place", "settled_at" });

            migrationBuilder.CreateIndex(
                name: "ix_lapses_settled_at_shown_to_superior_at_since",
                table: "lapses",
                columns: new[] { "settled_at", "shown_to_superior_at", "since" });

            migrationBuilder.CreateIndex(
                name: "ix_lapses_subject_kind_subject",
                table: "lapses",
                columns: new[] { "subject_kind", "subject" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_book_number",
                table: "ledger_entries",
                columns: new[] { "book", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_book_on_number",
                table: "ledger_entries",
                columns: new[] { "book", "on", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_project",
                table: "ledger_entries",
                column: "project");

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_reverses",
                table: "ledger_entries",
                column: "reverses",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ledger_entries_source",
                table: "ledger_entries",
                column: "source");

            migrationBuilder.CreateIndex(
                name: "ix_listings_list_place",
                table: "listings",
                columns: new[] { "list", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_listings_place",
                table: "listings",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_month_totals_village_account",
                table: "month_totals",
                columns: new[] { "village", "account" });

            migrationBuilder.CreateIndex(
                name: "ix_named_lists_jurisdiction_code",
                table: "named_lists",
                columns: new[] { "jurisdiction", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notice_objections_client_key",
                table: "notice_objections",
                column: "client_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notice_objections_clock",
                table: "notice_objections",
                column: "clock");

            migrationBuilder.CreateIndex(
                name: "ix_notice_objections_notice_answered_at",
                table: "notice_objections",
                columns: new[] { "notice", "answered_at" });

            migrationBuilder.CreateIndex(
                name: "ix_notice_objections_receipt",
                table: "notice_objections",
                column: "receipt",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_notice_rounds_clock",
                table: "notice_rounds",
                column: "clock");

            migrationBuilder.CreateIndex(
                name: "ix_notices_body_state",
                table: "notices",
                columns: new[] { "body", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_notices_clock",
                table: "notices",
                column: "clock");

            migrationBuilder.CreateIndex(
                name: "ix_notices_place_state",
                table: "notices",
                columns: new[] { "place", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_notices_subject_kind_subject",
                table: "notices",
                columns: new[] { "subject_kind", "subject" });

            migrationBuilder.CreateIndex(
                name: "ix_notices_taken_down_at_kept_until",
                table: "notices",
                columns: new[] { "taken_down_at", "kept_until" });

            migrationBuilder.CreateIndex(
                name: "ix_offer_steps_offer",
                table: "offer_steps",
                column: "offer");

            migrationBuilder.CreateIndex(
                name: "ix_organisation_events_cause",
                table: "organisation_events",
                column: "cause");

            migrationBuilder.CreateIndex(
                name: "ix_organisation_events_organisation",
                table: "organisation_events",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_credit_code",
                table: "organisations",
                column: "credit_code");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_place_kind",
                table: "organisations",
                columns: new[] { "place", "kind" });

            migrationBuilder.CreateIndex(
                name: "ix_organisations_successor",
                table: "organisations",
                column: "successor");

            migrationBuilder.CreateIndex(
                name: "ix_organisations_superior",
                table: "organisations",
                column: "superior");

            migrationBuilder.CreateIndex(
                name: "ix_outlines_source",
                table: "outlines",
                column: "source");

            migrationBuilder.CreateIndex(
                name: "ix_pair_reviews_partnership_year_of_helper",
                table: "pair_reviews",
                columns: new[] { "partnership", "year", "of_helper" });

            migrationBuilder.CreateIndex(
                name: "ix_pair_reviews_village",
                table: "pair_reviews",
                column: "village");

            migrationBuilder.CreateIndex(
                name: "ix_pair_rules_campaign",
                table: "pair_rules",
                column: "campaign");

            migrationBuilder.CreateIndex(
                name: "ix_pair_rules_organisation",
                table: "pair_rules",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_partnerships_campaign",
                table: "partnerships",
                column: "campaign");

            migrationBuilder.CreateIndex(
                name: "ix_partnerships_organisation",
                table: "partnerships",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_partnerships_renews",
                table: "partnerships",
                column: "renews",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_partnerships_scenario",
                table: "partnerships",
                column: "scenario");

            migrationBuilder.CreateIndex(
                name: "ix_partnerships_village",
                table: "partnerships",
                column: "village");

            migrationBuilder.CreateIndex(
                name: "ix_past_receptions_on",
                table: "past_receptions",
                column: "on");

            migrationBuilder.CreateIndex(
                name: "ix_place_events_on",
                table: "place_events",
                column: "on");

            migrationBuilder.CreateIndex(
                name: "ix_place_moves_from",
                table: "place_moves",
                column: "from");

            migrationBuilder.CreateIndex(
                name: "ix_place_moves_to",
                table: "place_moves",
                column: "to");

            migrationBuilder.CreateIndex(
                name: "ix_place_names_place",
                table: "place_names",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_places_level_code",
                table: "places",
                columns: new[] { "level", "code" });

            migrationBuilder.CreateIndex(
                name: "ix_plans_place_revision",
                table: "plans",
                columns: new[] { "place", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_post_batches_place",
                table: "post_batches",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_post_hand_overs_from",
                table: "post_hand_overs",
                column: "from",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_post_hand_overs_to",
                table: "post_hand_overs",
                column: "to");

            migrationBuilder.CreateIndex(
                name: "ix_post_tasks_post",
                table: "post_tasks",
                column: "post");

            migrationBuilder.CreateIndex(
                name: "ix_post_villages_post",
                table: "post_villages",
                column: "post");

            migrationBuilder.CreateIndex(
                name: "ix_post_villages_village",
                table: "post_villages",
                column: "village");

            migrationBuilder.CreateIndex(
                name: "ix_posted_people_sender_mark",
                table: "posted_people",
                columns: new[] { "sender", "mark" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_postings_book_account_on_commodity_village_red_amount",
                table: "postings",
                columns: new[] { "book", "account", "on", "commodity", "village", "red", "amount" });

            migrationBuilder.CreateIndex(
                name: "ix_postings_book_on",
                table: "postings",
                columns: new[] { "book", "on" });

            migrationBuilder.CreateIndex(
                name: "ix_posts_batch",
                table: "posts",
                column: "batch");

            migrationBuilder.CreateIndex(
                name: "ix_posts_person",
                table: "posts",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "ix_posts_place",
                table: "posts",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_posts_sender",
                table: "posts",
                column: "sender");

            migrationBuilder.CreateIndex(
                name: "ix_programmes_code",
                table: "programmes",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_programmes_lead",
                table: "programmes",
                column: "lead");

            migrationBuilder.CreateIndex(
                name: "ix_programmes_place_id",
                table: "programmes",
                columns: new[] { "place", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_project_activities_project_from_day",
                table: "project_activities",
                columns: new[] { "project", "from_day" });

            migrationBuilder.CreateIndex(
                name: "ix_project_changes_project_state",
                table: "project_changes",
                columns: new[] { "project", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_project_milestones_activity",
                table: "project_milestones",
                column: "activity");

            migrationBuilder.CreateIndex(
                name: "ix_project_milestones_project_planned_on",
                table: "project_milestones",
                columns: new[] { "project", "planned_on" });

            migrationBuilder.CreateIndex(
                name: "ix_project_not_duplicates_other",
                table: "project_not_duplicates",
                column: "other");

            migrationBuilder.CreateIndex(
                name: "ix_project_photos_milestone",
                table: "project_photos",
                column: "milestone");

            migrationBuilder.CreateIndex(
                name: "ix_project_photos_project",
                table: "project_photos",
                column: "project");

            migrationBuilder.CreateIndex(
                name: "ix_project_result_values_result_on",
                table: "project_result_values",
                columns: new[] { "result", "on" });

            migrationBuilder.CreateIndex(
                name: "ix_project_results_project_due_on",
                table: "project_results",
                columns: new[] { "project", "due_on" });

            migrationBuilder.CreateIndex(
                name: "ix_project_risks_project_closed_on",
                table: "project_risks",
                columns: new[] { "project", "closed_on" });

            migrationBuilder.CreateIndex(
                name: "ix_projects_body",
                table: "projects",
                column: "body");

            migrationBuilder.CreateIndex(
                name: "ix_projects_code",
                table: "projects",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_projects_programme_id",
                table: "projects",
                columns: new[] { "programme", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_projects_village_id",
                table: "projects",
                columns: new[] { "village", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_proposed_pairs_organisation",
                table: "proposed_pairs",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_proposed_pairs_scenario_village_kind_organisation",
                table: "proposed_pairs",
                columns: new[] { "scenario", "village", "kind", "organisation" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reception_cases_reception_number",
                table: "reception_cases",
                columns: new[] { "reception", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reception_cases_reception_voice",
                table: "reception_cases",
                columns: new[] { "reception", "voice" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reception_cases_unit",
                table: "reception_cases",
                column: "unit");

            migrationBuilder.CreateIndex(
                name: "ix_reception_cases_voice",
                table: "reception_cases",
                column: "voice");

            migrationBuilder.CreateIndex(
                name: "ix_reception_rooms_body",
                table: "reception_rooms",
                column: "body");

            migrationBuilder.CreateIndex(
                name: "ix_receptions_body",
                table: "receptions",
                column: "body");

            migrationBuilder.CreateIndex(
                name: "ix_receptions_notice",
                table: "receptions",
                column: "notice");

            migrationBuilder.CreateIndex(
                name: "ix_receptions_place_on",
                table: "receptions",
                columns: new[] { "place", "on" });

            migrationBuilder.CreateIndex(
                name: "ix_receptions_state_on",
                table: "receptions",
                columns: new[] { "state", "on" });

            migrationBuilder.CreateIndex(
                name: "ix_reply_templates_body_act",
                table: "reply_templates",
                columns: new[] { "body", "act" });

            migrationBuilder.CreateIndex(
                name: "ix_reply_templates_line_version",
                table: "reply_templates",
                columns: new[] { "line", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_resources_organisation",
                table: "resources",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_resources_place",
                table: "resources",
                column: "place");

            migrationBuilder.CreateIndex(
                name: "ix_rule_runs_rule_period",
                table: "rule_runs",
                columns: new[] { "rule", "period" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_runs_version",
                table: "rule_runs",
                column: "version");

            migrationBuilder.CreateIndex(
                name: "ix_rule_versions_code_number",
                table: "rule_versions",
                columns: new[] { "code", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_scenarios_campaign_number",
                table: "scenarios",
                columns: new[] { "campaign", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_service_promises_body_rule",
                table: "service_promises",
                columns: new[] { "body", "rule" });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_ended_at",
                table: "sessions",
                columns: new[] { "user_id", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_passkeys_user_id",
                table: "user_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "email_index",
                table: "users",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "ix_users_home",
                table: "users",
                column: "home");

            migrationBuilder.CreateIndex(
                name: "user_name_index",
                table: "users",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_venue_checks_venue_on",
                table: "venue_checks",
                columns: new[] { "venue", "on" });

            migrationBuilder.CreateIndex(
                name: "ix_venues_project",
                table: "venues",
                column: "project");

            migrationBuilder.CreateIndex(
                name: "ix_venues_village_id",
                table: "venues",
                columns: new[] { "village", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_village_classes_class_village",
                table: "village_classes",
                columns: new[] { "class", "village" });

            migrationBuilder.CreateIndex(
                name: "ix_village_classes_criteria",
                table: "village_classes",
                column: "criteria");

            migrationBuilder.CreateIndex(
                name: "ix_village_classes_village_class_from_day",
                table: "village_classes",
                columns: new[] { "village", "class", "from_day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voice_accused_body",
                table: "voice_accused",
                column: "body");

            migrationBuilder.CreateIndex(
                name: "ix_voice_failures_body_since",
                table: "voice_failures",
                columns: new[] { "body", "since" });

            migrationBuilder.CreateIndex(
                name: "ix_voice_failures_mended_at_shown_to_superior_at_grace_until",
                table: "voice_failures",
                columns: new[] { "mended_at", "shown_to_superior_at", "grace_until" });

            migrationBuilder.CreateIndex(
                name: "ix_voice_failures_voice_kind_since",
                table: "voice_failures",
                columns: new[] { "voice", "kind", "since" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voice_files_voice",
                table: "voice_files",
                column: "voice");

            migrationBuilder.CreateIndex(
                name: "ix_voice_forwards_peer_state",
                table: "voice_forwards",
                columns: new[] { "peer", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_voice_forwards_voice_peer",
                table: "voice_forwards",
                columns: new[] { "voice", "peer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voice_letters_body_code_year_number",
                table: "voice_letters",
                columns: new[] { "body", "code", "year", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voice_letters_voice",
                table: "voice_letters",
                column: "voice");

            migrationBuilder.CreateIndex(
                name: "ix_voice_proposals_place_made_on",
                table: "voice_proposals",
                columns: new[] { "place", "made_on" });

            migrationBuilder.CreateIndex(
                name: "ix_voice_proposals_to",
                table: "voice_proposals",
                column: "to");

            migrationBuilder.CreateIndex(
                name: "ix_voice_signals_made_on_place",
                table: "voice_signals",
                columns: new[] { "made_on", "place" });

            migrationBuilder.CreateIndex(
                name: "ix_voice_steps_body",
                table: "voice_steps",
                column: "body",
                filter: "body IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_voice_steps_to_body",
                table: "voice_steps",
                column: "to_body");

            migrationBuilder.CreateIndex(
                name: "ix_voice_steps_voice_number",
                table: "voice_steps",
                columns: new[] { "voice", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voice_units_body",
                table: "voice_units",
                column: "body");

            migrationBuilder.CreateIndex(
                name: "ix_voice_words_grams",
                table: "voice_words",
                column: "grams")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_voice_words_voice",
                table: "voice_words",
                column: "voice",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voices_assigned_to_due_id",
                table: "voices",
                columns: new[] { "assigned_to", "due", "id" },
                filter: "assigned_to IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_voices_client_key",
                table: "voices",
                column: "client_key",
                unique: true,
                filter: "client_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_voices_due_id_place_kind_state_holder_assigned_to_office_op~",
                table: "voices",
                columns: new[] { "due", "id", "place", "kind", "state", "holder", "assigned_to", "office", "opinion_by" });

            migrationBuilder.CreateIndex(
                name: "ix_voices_execute_by",
                table: "voices",
                column: "execute_by",
                filter: "execute_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_voices_holder_due_id",
                table: "voices",
                columns: new[] { "holder", "due", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_voices_objected_by",
                table: "voices",
                column: "objected_by",
                filter: "objected_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_voices_office_state",
                table: "voices",
                columns: new[] { "office", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_voices_opinion_by",
                table: "voices",
                column: "opinion_by",
                filter: "opinion_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_voices_place_due_id_kind_state_holder_assigned_to",
                table: "voices",
                columns: new[] { "place", "due", "id", "kind", "state", "holder", "assigned_to" },
                filter: "state < 16");

            migrationBuilder.CreateIndex(
                name: "ix_voices_place_state_received_at",
                table: "voices",
                columns: new[] { "place", "state", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_voices_receipt",
                table: "voices",
                column: "receipt",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_voices_same_as",
                table: "voices",
                column: "same_as",
                filter: "same_as IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_wishes_campaign_of_village_village_organisation",
                table: "wishes",
                columns: new[] { "campaign", "of_village", "village", "organisation" },
                unique: true,
                filter: "superseded_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_wishes_organisation",
                table: "wishes",
                column: "organisation");

            migrationBuilder.CreateIndex(
                name: "ix_wishes_village",
                table: "wishes",
                column: "village");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "adopted_measures");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "batch_columns");

            migrationBuilder.DropTable(
                name: "book_accounts");

            migrationBuilder.DropTable(
                name: "book_closings");

            migrationBuilder.DropTable(
                name: "book_figures");

            migrationBuilder.DropTable(
                name: "calendar_years");

            migrationBuilder.DropTable(
                name: "chosen_places");

            migrationBuilder.DropTable(
                name: "contributions");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "deadline_stamp");

            migrationBuilder.DropTable(
                name: "disputes");

            migrationBuilder.DropTable(
                name: "enclave_alarms");

            migrationBuilder.DropTable(
                name: "enclave_payments");

            migrationBuilder.DropTable(
                name: "enclave_stakes");

            migrationBuilder.DropTable(
                name: "entry_approvals");

            migrationBuilder.DropTable(
                name: "entry_papers");

            migrationBuilder.DropTable(
                name: "exchanged_updates");

            migrationBuilder.DropTable(
                name: "exchanged_voices");

            migrationBuilder.DropTable(
                name: "fact_stamps");

            migrationBuilder.DropTable(
                name: "facts");

            migrationBuilder.DropTable(
                name: "feedback");

            migrationBuilder.DropTable(
                name: "finding_stamps");

            migrationBuilder.DropTable(
                name: "findings");

            migrationBuilder.DropTable(
                name: "former_passwords");

            migrationBuilder.DropTable(
                name: "grants");

            migrationBuilder.DropTable(
                name: "helper_capacities");

            migrationBuilder.DropTable(
                name: "import_templates");

            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "journal");

            migrationBuilder.DropTable(
                name: "journal_leaves");

            migrationBuilder.DropTable(
                name: "journal_seals");

            migrationBuilder.DropTable(
                name: "lapses");

            migrationBuilder.DropTable(
                name: "listings");

            migrationBuilder.DropTable(
                name: "month_totals");

            migrationBuilder.DropTable(
                name: "notice_objections");

            migrationBuilder.DropTable(
                name: "notice_rounds");

            migrationBuilder.DropTable(
                name: "offer_steps");

            migrationBuilder.DropTable(
                name: "organisation_events");

            migrationBuilder.DropTable(
                name: "organisation_stamp");

            migrationBuilder.DropTable(
                name: "outlines");

            migrationBuilder.DropTable(
                name: "pair_reviews");

            migrationBuilder.DropTable(
                name: "pair_rules");

            migrationBuilder.DropTable(
                name: "past_receptions");

            migrationBuilder.DropTable(
                name: "place_moves");

            migrationBuilder.DropTable(
                name: "place_names");

            migrationBuilder.DropTable(
                name: "plans");

            migrationBuilder.DropTable(
                name: "post_hand_overs");

            migrationBuilder.DropTable(
                name: "post_tasks");

            migrationBuilder.DropTable(
                name: "post_villages");

            migrationBuilder.DropTable(
                name: "post_wills");

            migrationBuilder.DropTable(
                name: "postings");

            migrationBuilder.DropTable(
                name: "profile_switches");

            migrationBuilder.DropTable(
                name: "project_changes");

            migrationBuilder.DropTable(
                name: "project_not_duplicates");

            migrationBuilder.DropTable(
                name: "project_photos");

            migrationBuilder.DropTable(
                name: "project_result_values");

            migrationBuilder.DropTable(
                name: "project_risks");

            migrationBuilder.DropTable(
                name: "proposed_pairs");

            migrationBuilder.DropTable(
                name: "reception_cases");

            migrationBuilder.DropTable(
                name: "reception_rooms");

            migrationBuilder.DropTable(
                name: "register_stamp");

            migrationBuilder.DropTable(
                name: "reply_templates");

            migrationBuilder.DropTable(
                name: "resources");

            migrationBuilder.DropTable(
                name: "sent_once");

            migrationBuilder.DropTable(
                name: "service_promises");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "user_claims");

            migrationBuilder.DropTable(
                name: "user_logins");

            migrationBuilder.DropTable(
                name: "user_passkeys");

            migrationBuilder.DropTable(
                name: "user_tokens");

            migrationBuilder.DropTable(
                name: "venue_checks");

            migrationBuilder.DropTable(
                name: "village_classes");

            migrationBuilder.DropTable(
                name: "voice_accused");

            migrationBuilder.DropTable(
                name: "voice_failures");

            migrationBuilder.DropTable(
                name: "voice_files");

            migrationBuilder.DropTable(
                name: "voice_forwards");

            migrationBuilder.DropTable(
                name: "voice_letters");

            migrationBuilder.DropTable(
                name: "voice_petitioners");

            migrationBuilder.DropTable(
                name: "voice_proposals");

            migrationBuilder.DropTable(
                name: "voice_signals");

            migrationBuilder.DropTable(
                name: "voice_units");

            migrationBuilder.DropTable(
                name: "voice_words");

            migrationBuilder.DropTable(
                name: "wishes");

            migrationBuilder.DropTable(
                name: "enclave_dividends");

            migrationBuilder.DropTable(
                name: "entry_proposals");

            migrationBuilder.DropTable(
                name: "book_papers");

            migrationBuilder.DropTable(
                name: "rule_runs");

            migrationBuilder.DropTable(
                name: "batches");

            migrationBuilder.DropTable(
                name: "named_lists");

            migrationBuilder.DropTable(
                name: "investment_offers");

            migrationBuilder.DropTable(
                name: "outline_sources");

            migrationBuilder.DropTable(
                name: "partnerships");

            migrationBuilder.DropTable(
                name: "place_events");

            migrationBuilder.DropTable(
                name: "places");

            migrationBuilder.DropTable(
                name: "posts");

            migrationBuilder.DropTable(
                name: "ledger_entries");

            migrationBuilder.DropTable(
                name: "project_milestones");

            migrationBuilder.DropTable(
                name: "project_results");

            migrationBuilder.DropTable(
                name: "receptions");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "venues");

            migrationBuilder.DropTable(
                name: "class_criteria");

            migrationBuilder.DropTable(
                name: "voice_steps");

            migrationBuilder.DropTable(
                name: "enclave_distributions");

            migrationBuilder.DropTable(
                name: "rule_versions");

            migrationBuilder.DropTable(
                name: "scenarios");

            migrationBuilder.DropTable(
                name: "post_batches");

            migrationBuilder.DropTable(
                name: "posted_people");

            migrationBuilder.DropTable(
                name: "books");

            migrationBuilder.DropTable(
                name: "project_activities");

            migrationBuilder.DropTable(
                name: "notices");

            migrationBuilder.DropTable(
                name: "voices");

            migrationBuilder.DropTable(
                name: "enclave_contracts");

            migrationBuilder.DropTable(
                name: "campaigns");

            migrationBuilder.DropTable(
                name: "projects");

            migrationBuilder.DropTable(
                name: "clocks");

            migrationBuilder.DropTable(
                name: "enclaves");

            migrationBuilder.DropTable(
                name: "programmes");

            migrationBuilder.DropTable(
                name: "organisations");
        }
    }
}
