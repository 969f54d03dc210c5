using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Cases.Import;

/// <summary>What can be wrong with a roster. No cell is repeated: one in the wrong column may hold anybody's number.</summary>
internal static class RosterProblems
{
    public static Refusal NoHeader { get; } = new("roster.no-header",
        "没有找到表头；请在数据上方加一行列名，例如：姓名、身份证号、工作单位、方案。",
        "No header was found; put a row of titles above the data, such as 姓名, 身份证号, 工作单位, 方案.");

    public static Refusal Mapping { get; } = new("roster.mapping",
        "columns 的写法应为“列号:字段”，以逗号分隔，例如 3:Phone,5:NotRead；请更正。", "columns is a list such as 3:Phone,5:NotRead, column and field; correct it.");

    public static Refusal UnknownColumn(int column, string title, string closest) => new("roster.unknown-column",
        $"不认识第 {column + 1} 列“{title}”；是否应为“{closest}”？请改名或删除该列。",
        $"Column {column + 1}, '{title}', is not known; did you mean '{closest}'? Rename or remove it.");

    public static Refusal DuplicateColumn(string title) => new("roster.duplicate-column",
        $"列“{title}”重复；请只保留一列。", $"Column '{title}' stands twice; keep one.");

    public static Refusal MissingColumn(RosterField field) => new("roster.missing-column",
        $"缺少必需的列“{RosterColumns.Title(field)}”；请补上。", $"The required column '{RosterColumns.Title(field)}' ({field}) is missing; add it.");

    public static Refusal WrongUnit(string title) => new("roster.wrong-unit",
        $"列“{title}”的单位不是元；请换算成元并改列名。", $"Column '{title}' is not in yuan; convert it to yuan and rename it.");

    public static Refusal Untitled(int column) => new("roster.untitled-cell",
        $"第 {column + 1} 列有内容但没有列名；请补上列名或清空该单元格。", $"Column {column + 1} has content but no title; add a title or clear the cell.");

    public static Refusal Required(string title) => new("roster.required", $"“{title}”不能为空；请填写。", $"'{title}' may not be empty; fill it in.");

    public static Refusal NotWhole(string title) => new("roster.not-a-whole-number",
        $"“{title}”须为非负整数；请填写如 3 的数字。", $"'{title}' must be a whole number of 0 or more; enter a number such as 3.");

    public static Refusal Negative(string title) => new("roster.negative-amount",
        $"“{title}”不能为负数；请填写 0 或正数（元）。", $"'{title}' may not be negative; enter 0 or more yuan.");

    public static Refusal UnknownValue(string title, IEnumerable<string> known)
    {
        var list = string.Join("、", known);
        return new("roster.unknown-value", $"“{title}”的填写无法识别；可填：{list}。", $"'{title}' has an unknown value; use one of: {list}.");
    }

    public static Refusal UnknownDocument(string title, IEnumerable<string> known)
    {
        var list = string.Join("、", known);
        return new("roster.unknown-document", $"“{title}”中有项目不认识的材料；可填（以顿号分隔）：{list}。", $"'{title}' names a document that the programme does not know; use these, separated by commas: {list}.");
    }

    public static Refusal Of(CellFault fault, string title) => fault switch
    {
        CellFault.DigitsLost => new("roster.digits-lost",
            $"“{title}”以数值保存，Excel 只保留 15 位，末几位已丢失；请把该列设为文本后重新填写。",
            $"'{title}' is stored as a number, of which Excel keeps 15 digits, so its last ones are lost; format the column as text and enter it again."),
        CellFault.NotCalculated => new("roster.not-calculated",
            $"“{title}”是公式且没有保存结果；请用 Excel 打开并保存，或改填数值。",
            $"'{title}' is a formula saved without its result; open and save the file in Excel, or enter the value."),
        _ => new("roster.error-cell", $"“{title}”是错误值（如 #N/A）；请改填正确内容。", $"'{title}' holds an error such as #N/A; enter the right content."),
    };
}
