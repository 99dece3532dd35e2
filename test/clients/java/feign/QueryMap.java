package feign;

public @interface QueryMap {
  boolean encoded() default false;
}
