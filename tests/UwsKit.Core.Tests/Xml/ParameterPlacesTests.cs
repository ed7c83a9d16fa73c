namespace UwsKit.Xml;

public class ParameterPlacesTests
{
    private static readonly JobParameter[] Parameters =
    [
        new("map", null) { File = new("a", 1) }, new("text", "t"), new("MAP", null) { File = new("b", 1) }, new("UPLOAD", "stars,param:x") { File = new("c", 1) },
    ];

    [Fact]
    [Rule(106)]
    public void One_of_several_has_its_number_and_an_upload_its_name()
        => ParameterPlaces.Of(Parameters).Should().Equal("1", null, "2", "stars");

    [Theory]
    [Rule(128)]
    [InlineData("map", null, 2), InlineData("map", "2", 1), InlineData("map", "3", 0), InlineData("text", "1", 1), InlineData("upload", "STARS", 1), InlineData("upload", null, 1), InlineData("none", null, 0)]
    public void Values_are_found_by_name_and_place(string name, string? place, int count) => ParameterPlaces.Find(Parameters, name, place).Should().HaveCount(count);
}
