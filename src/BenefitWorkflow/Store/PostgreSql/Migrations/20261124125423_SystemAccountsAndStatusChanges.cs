using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BenefitWorkflow.Store.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class SystemAccountsAndStatusChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "issued_by",
                table: "api_keys",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "disabled_changed_at",
                table: "accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "disabled_changed_by",
                table: "accounts",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "is_system",
                table: "accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            // As the service itself takes them from now on.
            migrationBuilder.Sql("UPDATE accounts SET is_system = TRUE WHERE role_list = 'finance-system'");

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

            migrationBuilder.CreateIndex(
                name: "IX_beneficiary_status_changes_beneficiary_id",
                table: "beneficiary_status_changes",
                column: "beneficiary_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "beneficiary_status_changes");

            migrationBuilder.DropColumn(
                name: "issued_by",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "disabled_changed_at",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "disabled_changed_by",
                table: "accounts");

            migrationBuilder.DropColumn(
                name: "is_system",
                table: "accounts");
        }
    }
}
