using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BenefitWorkflow.Store.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class CalendarTablesBankResultLinesPostponedLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "report_json",
                table: "bank_result_files");

            migrationBuilder.AddColumn<int>(
                name: "refusals",
                table: "deadlines",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "try_again_at",
                table: "deadlines",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "bank_result_lines",
                columns: table => new
                {
                    file_id = table.Column<long>(type: "bigint", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    end_to_end_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    result = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    zh = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    en = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_bank_result_lines", x => new { x.file_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "calendar_tables",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    year_list = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    json = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    loaded_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    loaded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_tables", x => x.id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bank_result_lines");

            migrationBuilder.DropTable(
                name: "calendar_tables");

            migrationBuilder.DropColumn(
                name: "refusals",
                table: "deadlines");

            migrationBuilder.DropColumn(
                name: "try_again_at",
                table: "deadlines");

            migrationBuilder.AddColumn<string>(
                name: "report_json",
                table: "bank_result_files",
                type: "text",
                nullable: false,
                defaultValue: "",
                collation: "C");
        }
    }
}
