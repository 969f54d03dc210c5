using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BenefitWorkflow.Store.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "account_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    before = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    after = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role_list = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    password_hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_system = table.Column<bool>(type: "boolean", nullable: false),
                    disabled = table.Column<bool>(type: "boolean", nullable: false),
                    disabled_changed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    disabled_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    session_stamp = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    second_factor_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    second_factor_step = table.Column<long>(type: "bigint", nullable: true),
                    second_factor_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    second_factor_reset_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    second_factor_reset_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    scopes_json = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    scopes_changed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    scopes_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    password_reset_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    password_reset_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    password_is_temporary = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    label = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    issued_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "bank_alerts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    file_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    raised_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    raised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_alerts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "bank_result_files",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    original_message_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    bank_created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    taken_in_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    taken_in_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_result_files", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "bank_result_lines",
                columns: table => new
                {
                    file_id = table.Column<long>(type: "bigint", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    end_to_end_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    result = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    amount_fen = table.Column<long>(type: "bigint", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    stated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    order_id = table.Column<long>(type: "bigint", nullable: true),
                    statement_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    zh = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    en = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decided_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_result_lines", x => new { x.file_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "bank_statements",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_id = table.Column<long>(type: "bigint", nullable: false),
                    statement_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    account_end = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    from_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    to_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    opening_fen = table.Column<long>(type: "bigint", nullable: true),
                    closing_fen = table.Column<long>(type: "bigint", nullable: true),
                    credit_fen = table.Column<long>(type: "bigint", nullable: false),
                    debit_fen = table.Column<long>(type: "bigint", nullable: false),
                    entries = table.Column<int>(type: "integer", nullable: false),
                    taken_in_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_statements", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "beneficiaries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    household_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    id_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    phone_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    phone_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    status = table.Column<int>(type: "integer", nullable: false),
                    bank_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    account_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    account_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    account_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    account_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_beneficiaries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "beneficiary_status_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    beneficiary_id = table.Column<long>(type: "bigint", nullable: false),
                    from_status = table.Column<int>(type: "integer", nullable: false),
                    to_status = table.Column<int>(type: "integer", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    confirmed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_beneficiary_status_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "budget_accounts",
                columns: table => new
                {
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    use_order = table.Column<int>(type: "integer", nullable: false),
                    ceiling_fen = table.Column<long>(type: "bigint", nullable: false),
                    approved_fen = table.Column<long>(type: "bigint", nullable: false),
                    pending_fen = table.Column<long>(type: "bigint", nullable: false),
                    released_fen = table.Column<long>(type: "bigint", nullable: false),
                    paid_fen = table.Column<long>(type: "bigint", nullable: false),
                    returned_fen = table.Column<long>(type: "bigint", nullable: false),
                    cancelled_fen = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_budget_accounts", x => new { x.programme_key, x.year, x.source_key });
                    table.CheckConstraint("ck_budget_accounts_balance", "approved_fen = pending_fen + paid_fen + returned_fen + cancelled_fen");
                    table.CheckConstraint("ck_budget_accounts_ceiling", "approved_fen - cancelled_fen <= ceiling_fen");
                    table.CheckConstraint("ck_budget_accounts_released", "released_fen >= 0 AND released_fen <= pending_fen");
                    table.CheckConstraint("ck_budget_accounts_signs", "pending_fen >= 0 AND paid_fen >= 0 AND returned_fen >= 0 AND cancelled_fen >= 0");
                });

            migrationBuilder.CreateTable(
                name: "budget_adjustments",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    from_fen = table.Column<long>(type: "bigint", nullable: false),
                    to_fen = table.Column<long>(type: "bigint", nullable: false),
                    document_number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    approved_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_budget_adjustments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "budget_days",
                columns: table => new
                {
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    paid_fen = table.Column<long>(type: "bigint", nullable: false),
                    pending_fen = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_budget_days", x => new { x.programme_key, x.year, x.source_key, x.day });
                });

            migrationBuilder.CreateTable(
                name: "budget_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    from_state = table.Column<int>(type: "integer", nullable: true),
                    to_state = table.Column<int>(type: "integer", nullable: false),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_budget_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "budget_proposals",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    from_fen = table.Column<long>(type: "bigint", nullable: false),
                    to_fen = table.Column<long>(type: "bigint", nullable: false),
                    document_number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    proposed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_budget_proposals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "calendar_changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    table_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<int>(type: "integer", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    owner_role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "calendar_tables",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year_list = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    published_on = table.Column<DateOnly>(type: "date", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    loaded_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    loaded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recomputed_up_to = table.Column<long>(type: "bigint", nullable: false),
                    recomputed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_tables", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "case_applications",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    json = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    bank_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    account_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    account_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    account_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    proposed_bank_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    proposed_account_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    proposed_account_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    proposed_account_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    proposed_by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_applications", x => x.case_id);
                });

            migrationBuilder.CreateTable(
                name: "case_document_contents",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    cipher = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_document_contents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "case_documents",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    file_name_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    media_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    uploaded_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    uploaded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    withdrawn_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    withdraw_reason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_case_documents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cases",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_version = table.Column<int>(type: "integer", nullable: false),
                    scheme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    definition_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    definition_version = table.Column<int>(type: "integer", nullable: false),
                    beneficiary_id = table.Column<long>(type: "bigint", nullable: false),
                    household_id = table.Column<long>(type: "bigint", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    prepared_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    step_visit = table.Column<int>(type: "integer", nullable: false),
                    step_role = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    step_due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    tier = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    entitled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    history_head = table.Column<byte[]>(type: "bytea", nullable: false),
                    seal = table.Column<byte[]>(type: "bytea", nullable: false),
                    acts = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cases", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "cash_vouchers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    file_name_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    media_type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    content_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    proposed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    confirmed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_cash_vouchers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "day_closes",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    after_id = table.Column<long>(type: "bigint", nullable: false),
                    up_to_id = table.Column<long>(type: "bigint", nullable: false),
                    totals = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    closed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_day_closes", x => x.day);
                });

            migrationBuilder.CreateTable(
                name: "deadline_pauses",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    activity_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    visit = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<int>(type: "integer", nullable: false),
                    paused_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    resumed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    resumed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_after = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deadline_pauses", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deadline_rungs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    subject = table.Column<int>(type: "integer", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    visit = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    rung = table.Column<int>(type: "integer", nullable: false),
                    owner_role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    fired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deadline_rungs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "deadlines",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    activity_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    visit = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    signal_on_due = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    refusals = table.Column<int>(type: "integer", nullable: false),
                    try_again_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    pause_reason = table.Column<int>(type: "integer", nullable: true),
                    paused_on = table.Column<DateOnly>(type: "date", nullable: true),
                    owner_role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    made_on = table.Column<DateOnly>(type: "date", nullable: false),
                    working_days = table.Column<int>(type: "integer", nullable: true),
                    cut_off = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_soon_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_today_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    escalate_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_rung = table.Column<int>(type: "integer", nullable: true),
                    wake_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deadlines", x => new { x.case_id, x.activity_id, x.visit, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    way = table.Column<int>(type: "integer", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "determinations",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    rule_version = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    verdict = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tier = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    trace_json = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_determinations", x => new { x.case_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "history",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    from_step = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    to_step = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_history", x => new { x.case_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "household_moves",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    beneficiary_id = table.Column<long>(type: "bigint", nullable: false),
                    from_household_id = table.Column<long>(type: "bigint", nullable: false),
                    to_household_id = table.Column<long>(type: "bigint", nullable: false),
                    moved_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_household_moves", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "households",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    head_id_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_households", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_records",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    chunk = table.Column<int>(type: "integer", nullable: false),
                    input_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    result_json = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_records", x => new { x.key, x.chunk });
                });

            migrationBuilder.CreateTable(
                name: "import_bad_rows",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    cells_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    problems_json = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_bad_rows", x => new { x.run_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "import_runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    file_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    rows_done = table.Column<int>(type: "integer", nullable: false),
                    opened = table.Column<int>(type: "integer", nullable: false),
                    bad = table.Column<int>(type: "integer", nullable: false),
                    ineligible = table.Column<int>(type: "integer", nullable: false),
                    incomplete = table.Column<int>(type: "integer", nullable: false),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    header_json = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    mapping_text = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_import_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "indicator_totals",
                columns: table => new
                {
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    scheme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    figure = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_indicator_totals", x => new { x.programme_key, x.year, x.scheme_key, x.figure });
                });

            migrationBuilder.CreateTable(
                name: "intake_drafts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    content_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_intake_drafts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notice_lines",
                columns: table => new
                {
                    notice_id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    line_number = table.Column<int>(type: "integer", nullable: false),
                    visit = table.Column<int>(type: "integer", nullable: false),
                    activity_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    unit = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_lines", x => new { x.case_id, x.notice_id });
                });

            migrationBuilder.CreateTable(
                name: "notice_proofs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    notice_id = table.Column<long>(type: "bigint", nullable: false),
                    moment = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    page_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    media_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    upload_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    photo_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    photo_cipher = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_proofs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notices",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scheme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    text = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    text_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    posted_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    posted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    starts_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ends_on = table.Column<DateOnly>(type: "date", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    photo_required = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notices", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "notification_choices",
                columns: table => new
                {
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    mail = table.Column<int>(type: "integer", nullable: false),
                    least_kind = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_choices", x => x.account_id);
                });

            migrationBuilder.CreateTable(
                name: "notification_marks",
                columns: table => new
                {
                    reader = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_marks", x => x.reader);
                });

            migrationBuilder.CreateTable(
                name: "notifications",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    zh = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    en = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "number_sequences",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    next = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_number_sequences", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "objections",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    notice_id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    text_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    contact_cipher = table.Column<byte[]>(type: "bytea", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken_down_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<int>(type: "integer", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answer = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    merged_into = table.Column<long>(type: "bigint", nullable: true),
                    merge_reason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_objections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sequence = table.Column<long>(type: "bigint", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payment_batches",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    total_fen = table.Column<long>(type: "bigint", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    format_version = table.Column<int>(type: "integer", nullable: false),
                    prepared_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    prepared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    checked_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dissolved_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    dissolved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    released_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_batches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payment_file_resends",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_id = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    proposed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    confirmed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dropped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_file_resends", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payment_files",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    batch_id = table.Column<long>(type: "bigint", nullable: false),
                    part = table.Column<int>(type: "integer", nullable: false),
                    parts = table.Column<int>(type: "integer", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    format = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    format_version = table.Column<int>(type: "integer", nullable: false),
                    profile = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    count = table.Column<int>(type: "integer", nullable: false),
                    total_fen = table.Column<long>(type: "bigint", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    seal = table.Column<byte[]>(type: "bytea", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sending_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_files", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payment_orders",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    case_number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    instalment = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    end_to_end_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    beneficiary_id = table.Column<long>(type: "bigint", nullable: false),
                    bank_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    account_cipher = table.Column<byte[]>(type: "bytea", nullable: false),
                    account_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    account_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    replaces_order_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    is_live_or_settled = table.Column<bool>(type: "boolean", nullable: false),
                    channel = table.Column<int>(type: "integer", nullable: false),
                    batch_id = table.Column<long>(type: "bigint", nullable: true),
                    ordered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    unknown_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    on_time = table.Column<bool>(type: "boolean", nullable: true),
                    working_days_used = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_payment_orders", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rechecks",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    correct = table.Column<bool>(type: "boolean", nullable: false),
                    error_kind = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rechecks", x => x.case_id);
                });

            migrationBuilder.CreateTable(
                name: "recoveries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    case_number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    end_to_end_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    opened_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    is_open = table.Column<bool>(type: "boolean", nullable: false),
                    document_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ended_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recoveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "released_versions",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_released_versions", x => new { x.kind, x.key, x.version });
                });

            migrationBuilder.CreateTable(
                name: "reservations",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    source_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    amount_fen = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reservations", x => new { x.case_id, x.round, x.source_key });
                });

            migrationBuilder.CreateTable(
                name: "run_inputs",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    piece = table.Column<int>(type: "integer", nullable: false),
                    cipher = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_inputs", x => new { x.run_id, x.piece });
                });

            migrationBuilder.CreateTable(
                name: "run_results",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    row_number = table.Column<int>(type: "integer", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    case_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    zh = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    en = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    step = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_results", x => new { x.run_id, x.row_number });
                });

            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    run_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    link = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    input_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    idempotency_key = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    total = table.Column<int>(type: "integer", nullable: false),
                    done = table.Column<int>(type: "integer", nullable: false),
                    applied = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
                    incidents = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    worker = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    end_code = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    query = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_views", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sending_generation",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    locked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lifted_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    lifted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lift_reason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sending_generation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "subject_deadlines",
                columns: table => new
                {
                    subject = table.Column<int>(type: "integer", nullable: false),
                    subject_id = table.Column<long>(type: "bigint", nullable: false),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    step = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    only_rung = table.Column<int>(type: "integer", nullable: true),
                    owner_role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    made_on = table.Column<DateOnly>(type: "date", nullable: false),
                    working_days = table.Column<int>(type: "integer", nullable: true),
                    cut_off = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_soon_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_today_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    escalate_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_rung = table.Column<int>(type: "integer", nullable: true),
                    wake_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subject_deadlines", x => new { x.subject, x.subject_id, x.programme_key, x.step, x.year });
                });

            migrationBuilder.CreateTable(
                name: "survey_answers",
                columns: table => new
                {
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false),
                    satisfaction = table.Column<int>(type: "integer", nullable: false),
                    improvement = table.Column<int>(type: "integer", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_survey_answers", x => new { x.case_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "timeliness_proofs",
                columns: table => new
                {
                    order_id = table.Column<long>(type: "bigint", nullable: false),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    case_number = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    programme_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    trigger_step = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    trigger_seq = table.Column<int>(type: "integer", nullable: true),
                    triggered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    limit_working_days = table.Column<int>(type: "integer", nullable: false),
                    season_cut_off = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    working_days_used = table.Column<int>(type: "integer", nullable: false),
                    verdict = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<int>(type: "integer", nullable: false),
                    rule_version = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    judged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reopened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_timeliness_proofs", x => x.order_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_account_changes_account_id",
                table: "account_changes",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_key_hash",
                table: "api_keys",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bank_alerts_kind_subject_file_hash",
                table: "bank_alerts",
                columns: new[] { "kind", "subject", "file_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bank_alerts_settled_at",
                table: "bank_alerts",
                column: "settled_at");

            migrationBuilder.CreateIndex(
                name: "IX_bank_result_files_hash",
                table: "bank_result_files",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bank_result_files_message_key",
                table: "bank_result_files",
                column: "message_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_bank_result_files_run_id",
                table: "bank_result_files",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "IX_bank_result_lines_end_to_end_id",
                table: "bank_result_lines",
                column: "end_to_end_id");

            migrationBuilder.CreateIndex(
                name: "IX_bank_result_lines_file_id_state_row",
                table: "bank_result_lines",
                columns: new[] { "file_id", "state", "row" });

            migrationBuilder.CreateIndex(
                name: "IX_bank_result_lines_order_id",
                table: "bank_result_lines",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "IX_bank_statements_file_id",
                table: "bank_statements",
                column: "file_id");

            migrationBuilder.CreateIndex(
                name: "IX_beneficiaries_account_hash",
                table: "beneficiaries",
                column: "account_hash");

            migrationBuilder.CreateIndex(
                name: "IX_beneficiaries_household_id",
                table: "beneficiaries",
                column: "household_id");

            migrationBuilder.CreateIndex(
                name: "IX_beneficiaries_id_hash",
                table: "beneficiaries",
                column: "id_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_beneficiaries_name_id",
                table: "beneficiaries",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_beneficiary_status_changes_beneficiary_id",
                table: "beneficiary_status_changes",
                column: "beneficiary_id");

            migrationBuilder.CreateIndex(
                name: "IX_budget_adjustments_programme_key_year_source_key_document_n~",
                table: "budget_adjustments",
                columns: new[] { "programme_key", "year", "source_key", "document_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_budget_entries_programme_key_year_source_key",
                table: "budget_entries",
                columns: new[] { "programme_key", "year", "source_key" });

            migrationBuilder.CreateIndex(
                name: "IX_budget_proposals_programme_key_year_source_key_document_num~",
                table: "budget_proposals",
                columns: new[] { "programme_key", "year", "source_key", "document_number" });

            migrationBuilder.CreateIndex(
                name: "IX_calendar_changes_table_id_id",
                table: "calendar_changes",
                columns: new[] { "table_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_case_documents_case_id_id",
                table: "case_documents",
                columns: new[] { "case_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_cases_beneficiary_id",
                table: "cases",
                column: "beneficiary_id");

            migrationBuilder.CreateIndex(
                name: "IX_cases_household_id",
                table: "cases",
                column: "household_id");

            migrationBuilder.CreateIndex(
                name: "IX_cases_number",
                table: "cases",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_cases_programme_key_closed_at_id",
                table: "cases",
                columns: new[] { "programme_key", "closed_at", "id" },
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "IX_cases_programme_key_id",
                table: "cases",
                columns: new[] { "programme_key", "id" },
                filter: "state <> 3");

            migrationBuilder.CreateIndex(
                name: "IX_cases_programme_key_step_step_due_at_id_step_role",
                table: "cases",
                columns: new[] { "programme_key", "step", "step_due_at", "id", "step_role" },
                filter: "state <> 3");

            migrationBuilder.CreateIndex(
                name: "IX_cases_unit_programme_key_id",
                table: "cases",
                columns: new[] { "unit", "programme_key", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_deadline_pauses_case_id",
                table: "deadline_pauses",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ux_deadline_rungs_once",
                table: "deadline_rungs",
                columns: new[] { "subject", "subject_id", "programme_key", "step", "visit", "kind", "rung" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_deadlines_due_at_case_id_activity_id_visit_kind",
                table: "deadlines",
                columns: new[] { "due_at", "case_id", "activity_id", "visit", "kind" },
                filter: "done_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deadlines_wake_at",
                table: "deadlines",
                column: "wake_at",
                filter: "wake_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_next_at",
                table: "deliveries",
                column: "next_at",
                filter: "next_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_household_moves_beneficiary_id",
                table: "household_moves",
                column: "beneficiary_id");

            migrationBuilder.CreateIndex(
                name: "IX_households_head_id_hash",
                table: "households",
                column: "head_id_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_import_runs_programme_key_file_hash",
                table: "import_runs",
                columns: new[] { "programme_key", "file_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_import_runs_run_id",
                table: "import_runs",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "IX_intake_drafts_account_id_updated_at",
                table: "intake_drafts",
                columns: new[] { "account_id", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "IX_intake_drafts_updated_at",
                table: "intake_drafts",
                column: "updated_at");

            migrationBuilder.CreateIndex(
                name: "IX_notice_lines_notice_id_line_number",
                table: "notice_lines",
                columns: new[] { "notice_id", "line_number" });

            migrationBuilder.CreateIndex(
                name: "IX_notice_proofs_notice_id_moment",
                table: "notice_proofs",
                columns: new[] { "notice_id", "moment" });

            migrationBuilder.CreateIndex(
                name: "IX_notices_number",
                table: "notices",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_notices_state_ends_at",
                table: "notices",
                columns: new[] { "state", "ends_at" });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_account_id",
                table: "notifications",
                column: "account_id",
                filter: "read_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_notifications_account_id_id",
                table: "notifications",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_objections_case_id",
                table: "objections",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "IX_objections_notice_id",
                table: "objections",
                column: "notice_id");

            migrationBuilder.CreateIndex(
                name: "IX_objections_number",
                table: "objections",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_outbox_occurred_at",
                table: "outbox",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_published_at",
                table: "outbox",
                column: "published_at");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_sequence",
                table: "outbox",
                column: "sequence",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_batches_number",
                table: "payment_batches",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_batches_programme_key_state",
                table: "payment_batches",
                columns: new[] { "programme_key", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_payment_file_resends_file_id",
                table: "payment_file_resends",
                column: "file_id");

            migrationBuilder.CreateIndex(
                name: "IX_payment_files_batch_id_part",
                table: "payment_files",
                columns: new[] { "batch_id", "part" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_files_file_name",
                table: "payment_files",
                column: "file_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_files_message_id",
                table: "payment_files",
                column: "message_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_files_state",
                table: "payment_files",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "IX_payment_orders_account_hash",
                table: "payment_orders",
                column: "account_hash");

            migrationBuilder.CreateIndex(
                name: "IX_payment_orders_batch_id",
                table: "payment_orders",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "IX_payment_orders_case_id",
                table: "payment_orders",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "IX_payment_orders_end_to_end_id",
                table: "payment_orders",
                column: "end_to_end_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_payment_orders_programme_key_state_id",
                table: "payment_orders",
                columns: new[] { "programme_key", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_payment_orders_one_live",
                table: "payment_orders",
                columns: new[] { "case_id", "instalment" },
                unique: true,
                filter: "is_live_or_settled");

            migrationBuilder.CreateIndex(
                name: "IX_recoveries_programme_key_state",
                table: "recoveries",
                columns: new[] { "programme_key", "state" });

            migrationBuilder.CreateIndex(
                name: "ux_recoveries_one_open",
                table: "recoveries",
                column: "order_id",
                unique: true,
                filter: "is_open");

            migrationBuilder.CreateIndex(
                name: "IX_runs_idempotency_key",
                table: "runs",
                column: "idempotency_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_runs_state",
                table: "runs",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "IX_saved_views_account_id_name",
                table: "saved_views",
                columns: new[] { "account_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_subject_deadlines_wake_at",
                table: "subject_deadlines",
                column: "wake_at",
                filter: "wake_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_timeliness_proofs_case_id",
                table: "timeliness_proofs",
                column: "case_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_changes");

            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "bank_alerts");

            migrationBuilder.DropTable(
                name: "bank_result_files");

            migrationBuilder.DropTable(
                name: "bank_result_lines");

            migrationBuilder.DropTable(
                name: "bank_statements");

            migrationBuilder.DropTable(
                name: "beneficiaries");

            migrationBuilder.DropTable(
                name: "beneficiary_status_changes");

            migrationBuilder.DropTable(
                name: "budget_accounts");

            migrationBuilder.DropTable(
                name: "budget_adjustments");

            migrationBuilder.DropTable(
                name: "budget_days");

            migrationBuilder.DropTable(
                name: "budget_entries");

            migrationBuilder.DropTable(
                name: "budget_proposals");

            migrationBuilder.DropTable(
                name: "calendar_changes");

            migrationBuilder.DropTable(
                name: "calendar_tables");

            migrationBuilder.DropTable(
                name: "case_applications");

            migrationBuilder.DropTable(
                name: "case_document_contents");

            migrationBuilder.DropTable(
                name: "case_documents");

            migrationBuilder.DropTable(
                name: "cases");

            migrationBuilder.DropTable(
                name: "cash_vouchers");

            migrationBuilder.DropTable(
                name: "day_closes");

            migrationBuilder.DropTable(
                name: "deadline_pauses");

            migrationBuilder.DropTable(
                name: "deadline_rungs");

            migrationBuilder.DropTable(
                name: "deadlines");

            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "determinations");

            migrationBuilder.DropTable(
                name: "history");

            migrationBuilder.DropTable(
                name: "household_moves");

            migrationBuilder.DropTable(
                name: "households");

            migrationBuilder.DropTable(
                name: "idempotency_records");

            migrationBuilder.DropTable(
                name: "import_bad_rows");

            migrationBuilder.DropTable(
                name: "import_runs");

            migrationBuilder.DropTable(
                name: "indicator_totals");

            migrationBuilder.DropTable(
                name: "intake_drafts");

            migrationBuilder.DropTable(
                name: "notice_lines");

            migrationBuilder.DropTable(
                name: "notice_proofs");

            migrationBuilder.DropTable(
                name: "notices");

            migrationBuilder.DropTable(
                name: "notification_choices");

            migrationBuilder.DropTable(
                name: "notification_marks");

            migrationBuilder.DropTable(
                name: "notifications");

            migrationBuilder.DropTable(
                name: "number_sequences");

            migrationBuilder.DropTable(
                name: "objections");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "payment_batches");

            migrationBuilder.DropTable(
                name: "payment_file_resends");

            migrationBuilder.DropTable(
                name: "payment_files");

            migrationBuilder.DropTable(
                name: "payment_orders");

            migrationBuilder.DropTable(
                name: "rechecks");

            migrationBuilder.DropTable(
                name: "recoveries");

            migrationBuilder.DropTable(
                name: "released_versions");

            migrationBuilder.DropTable(
                name: "reservations");

            migrationBuilder.DropTable(
                name: "run_inputs");

            migrationBuilder.DropTable(
                name: "run_results");

            migrationBuilder.DropTable(
                name: "runs");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "sending_generation");

            migrationBuilder.DropTable(
                name: "subject_deadlines");

            migrationBuilder.DropTable(
                name: "survey_answers");

            migrationBuilder.DropTable(
                name: "timeliness_proofs");
        }
    }
}
